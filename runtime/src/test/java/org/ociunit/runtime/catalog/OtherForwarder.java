package org.ociunit.runtime.catalog;

import java.io.IOException;

/** A JVM beside that of the test, which forwards a port, tells where, and waits for its end. */
final class OtherForwarder {
    private OtherForwarder() {}

    public static void main(String[] args) throws IOException {
        PortForward forward = PortForward.to(Long.parseLong(args[0]), Integer.parseInt(args[1]));
        System.out.println(forward.address().getPort() + " " + forward.pid());
        System.in.read();
    }
}
