package org.ociunit;

import java.io.IOException;
import java.util.stream.Collectors;
import org.ociunit.spec.Linux;

/**
 * A network with a way out.
 *
 * @param inner what it is without that
 */
record NetworkWithInternet(Networking inner) implements Network, Networking {
    @Override
    public Reach reach() {
        return inner.reach();
    }

    @Override
    public String words() {
        return inner.words() + " with a way out";
    }

    @Override
    public Linux applyTo(Linux linux) {
        return inner.applyTo(linux);
    }

    @Override
    public String hosts(String hostname) throws IOException {
        return inner.hosts(hostname);
    }

    /** The same for all ways out, since the file is there before one has been found; else as on this machine: resolv.conf(5). */
    @Override
    public String resolver() throws IOException {
        String others = NetworkKind.HOST
                .resolver()
                .lines()
                .filter(line -> line.matches("(search|domain|options)\\s.*"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return "nameserver " + WayOut.RESOLVER + "\n" + others;
    }

    @Override
    public Networking forOne() {
        return new NetworkWithInternet(inner.forOne());
    }

    @Override
    public void abandon() {
        inner.abandon();
    }

    @Override
    public Connection connect(Container container) {
        Connection first = inner.connect(container);
        try {
            return WayOut.of(container, first).before(first);
        } catch (RuntimeException e) {
            first.closeAfter(e);
            throw e;
        }
    }

    @Override
    public Network withInternet() {
        return this;
    }
}
