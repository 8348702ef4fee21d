package org.ociunit.runtime.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A JVM beside that of the test, which forwards a port, tells where, and waits for its end. */
final class OtherForwarder {
    private OtherForwarder() {}

    static Process start(long pid, int port) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OtherForwarder.class.getName(),
                Long.toString(pid),
                Integer.toString(port));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other side. */
    public static void main(String[] args) throws IOException {
        PortForward forward = PortForward.to(Long.parseLong(args[0]), Integer.parseInt(args[1]));
        System.out.println(forward.address().getPort() + " " + forward.pid());
        System.in.read();
    }
}
