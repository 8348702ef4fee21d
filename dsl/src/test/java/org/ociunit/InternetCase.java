package org.ociunit;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;
import org.ociunit.lifecycle.Status;

/** What happens in {@link PrivateNetwork} to a container that has a way out. */
final class InternetCase {
    private static final String LOOK = """
            try() { printf '%s: ' "$2"; timeout "$1" bash -c "cat </dev/tcp/$2" 2>/dev/null || echo no; }
            try 20 198.51.100.1/8000
            try 20 outside.example/8000
            for address in 127.0.0.1 10.0.2.2 10.0.2.3 198.51.100.1 198.51.100.2; do
              try 2 $address/9000
            done
            """;

    private InternetCase() {}

    /** Prints all that can be seen: of one container, or of one that is held until somebody kills this JVM. */
    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Bundle bundle = Bundle.from(Image.host()).network(Network.none().withInternet());
        bundle = words.contains("rootless") ? bundle.rootless() : bundle;
        try (ServerSocket loopback = OutsideWorld.onLoopback(9000)) {
            OutsideWorld.greet(loopback, "hello from this machine's loopback");
            if (words.contains("hold")) {
                hold(bundle);
            } else {
                look(bundle);
            }
        } catch (ContainerException e) {
            System.out.println(e.getMessage().replaceAll("ociunit-\\d+-\\d+", "ID"));
        }
        System.exit(0);
    }

    private static void look(Bundle bundle) throws IOException {
        try (Container container = bundle.create("sh", "-c", LOOK)) {
            System.out.println("by " + String.join(" ", programs().values()));
            container.start().await(Status.STOPPED, Duration.ofSeconds(60));
            System.out.print(container.stdout().text());
        }
        System.out.println("left: " + programs().values());
    }

    private static void hold(Bundle bundle) throws IOException {
        Container held = bundle.start();
        programs().keySet().forEach(System.out::println);
        System.in.read();
        held.close();
    }

    /** The names of this JVM's programs, by their pids. */
    private static Map<Long, String> programs() throws IOException {
        Map<Long, String> programs = new TreeMap<>();
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            String command = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            String name = command.split("\0")[0].replaceAll(".*/", "");
            if (name.matches("pasta|slirp4netns")) {
                programs.put(process.pid(), name);
            }
        }
        return programs;
    }
}
