package org.ociunit.jrunc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.ociunit.runtime.host.Host;
import org.ociunit.spec.Spec;

/** Writes a configuration to begin with. */
final class SpecCommand implements Command {
    @Override
    public String name() {
        return "spec";
    }

    @Override
    public String purpose() {
        return "create a new specification file";
    }

    @Override
    public String takes() {
        return "";
    }

    @Override
    public Arity arity() {
        return Arity.exactly(0);
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                MakingFlags.BUNDLE, Flag.toggle("rootless", "for a container that is run without the rights of root"));
    }

    @Override
    public int run(Invocation invocation, Session session) {
        Path bundle = MakingFlags.bundle(invocation, session);
        Spec spec = spec(invocation.has("rootless"), Host.current());
        write(bundle.resolve(MakingFlags.CONFIG), GoJson.indented(spec, "\t"));
        return 0;
    }

    private static Spec spec(boolean rootless, Host host) {
        return rootless ? Spec.rootless(host.uid(), host.gid(), host.hasCgroupV2()) : Spec.defaults(host.hasCgroupV2());
    }

    private static void write(Path file, String text) {
        try {
            Files.write(
                    file,
                    text.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new RefusalException("File " + MakingFlags.CONFIG + " exists. Remove it first");
        } catch (IOException e) {
            throw new RefusalException("open " + file + ": " + Reasons.of(e));
        }
    }
}
