package org.ociunit;

import static org.ociunit.Mounts.readOnly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ociunit.error.ContainerException;
import org.ociunit.image.Image;

/** What happens in {@link PrivateNetwork} to two containers on one network of CNI's. */
final class CniCase {
    private final Path folder;
    private final Bundle bundle;

    private CniCase(Path folder) throws Exception {
        Path classes = Path.of(OutsideWorld.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        this.folder = folder;
        this.bundle = Bundle.from(Image.host())
                .network(Network.cni("pair", folder, Path.of("/usr/lib/cni")))
                .mount(readOnly(Path.of(System.getProperty("java.home")), "/java"))
                .mount(readOnly(classes, "/classes"));
    }

    /** Takes the folder of the network, and whether to hold on until somebody kills this JVM. */
    public static void main(String[] args) throws Exception {
        CniCase made = new CniCase(Path.of(args[0]));
        try {
            made.run(List.of(args).contains("hold"));
        } catch (ContainerException e) {
            System.out.println(e.getMessage().replaceAll("ociunit-\\d+-\\d+", "ID"));
        }
        System.exit(0);
    }

    private void run(boolean hold) throws IOException {
        String serve = "sleep 60 | /java/bin/java -cp /classes " + OutsideWorld.class.getName() + " /tmp/ready";
        try (Container server = bundle.hostname("server").start("sh", "-c", serve);
                Container client = bundle.hostname("client").start()) {
            System.out.println("leases: " + leases(folder));
            if (hold) {
                System.in.read();
            }
            server.await(Ready.exec("test", "-e", "/tmp/ready"), Duration.ofSeconds(30));
            show(server, "grep server /etc/hosts");
            show(client, "grep client /etc/hosts");
            String address = server.exec("hostname", "-i").stdout().strip();
            show(client, "timeout 20 bash -c 'cat </dev/tcp/" + address + "/8000'");
            show(client, "cat /proc/sys/net/core/somaxconn");
        }
        System.out.println("leases: " + leases(folder));
    }

    private static void show(Container container, String script) {
        System.out.print(container.exec("sh", "-c", script).stdout());
    }

    /** The addresses that are taken, as host-local keeps them: in files that are named after them. */
    static List<String> leases(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("leases/pair"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9.]+"))
                    .sorted()
                    .toList();
        }
    }
}
