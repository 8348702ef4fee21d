package org.ociunit;

import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/** Assertions on what a file of a container is; begun by {@link ContainerAssert#inode}. */
public class InodeAssert extends AbstractAssert<InodeAssert, InodeAt> {
    /**
     * Begins assertions.
     *
     * @param actual what they are on
     */
    public InodeAssert(InodeAt actual) {
        super(actual, InodeAssert.class);
    }

    /**
     * Checks that something is there.
     *
     * <pre>{@code
     * assertThat(container).inode("/etc/hostname").exists(); // passes
     * assertThat(container).inode("/etc/nothing").exists();  // fails
     * }</pre>
     *
     * @return this
     */
    public InodeAssert exists() {
        return check(inode -> true, "to exist");
    }

    /**
     * Checks that nothing is there.
     *
     * <pre>{@code
     * assertThat(container).inode("/etc/nothing").doesNotExist();  // passes
     * assertThat(container).inode("/etc/hostname").doesNotExist(); // fails
     * }</pre>
     *
     * @return this
     */
    public InodeAssert doesNotExist() {
        isNotNull();
        if (actual.there() != null) {
            failWithMessage("%s", begin("not to exist") + "\nbut it is\n  " + actual.there());
        }
        return this;
    }

    /**
     * Checks that it is a regular file.
     *
     * <pre>{@code
     * assertThat(container).inode("/etc/hostname").isRegularFile(); // passes
     * assertThat(container).inode("/etc").isRegularFile();          // fails
     * }</pre>
     *
     * @return this
     */
    public InodeAssert isRegularFile() {
        return isOf(InodeAt.Kind.REGULAR_FILE);
    }

    /**
     * Checks that it is a directory.
     *
     * <pre>{@code
     * assertThat(container).inode("/etc").isDirectory();          // passes
     * assertThat(container).inode("/etc/hostname").isDirectory(); // fails
     * }</pre>
     *
     * @return this
     */
    public InodeAssert isDirectory() {
        return isOf(InodeAt.Kind.DIRECTORY);
    }

    /**
     * Checks that it is a symbolic link, and where it leads.
     *
     * <pre>{@code
     * assertThat(container).inode("/dev/fd").isSymbolicLinkTo("/proc/self/fd"); // passes
     * assertThat(container).inode("/dev/fd").isSymbolicLinkTo("/etc");          // fails
     * }</pre>
     *
     * @param target the text of the link
     * @return this
     */
    public InodeAssert isSymbolicLinkTo(String target) {
        return check(
                inode -> inode.kind() == InodeAt.Kind.SYMBOLIC_LINK
                        && inode.target().equals(target),
                "to be a symbolic link to\n  " + target);
    }

    /**
     * Checks the mode.
     *
     * <pre>{@code
     * assertThat(container).inode("/tmp").hasMode(01777); // passes
     * assertThat(container).inode("/tmp").hasMode(0755);  // fails
     * }</pre>
     *
     * @param mode the permissions, with those of set-user-id and the like, as an octal number such as {@code 0644}
     * @return this
     */
    public InodeAssert hasMode(int mode) {
        return check(inode -> inode.mode() == mode, "to have the mode\n  " + InodeAt.octal(mode));
    }

    /**
     * Checks the owner.
     *
     * <pre>{@code
     * assertThat(container).inode("/etc/hostname").hasOwner(0, 0);       // passes
     * assertThat(container).inode("/etc/hostname").hasOwner(1000, 1000); // fails
     * }</pre>
     *
     * @param uid the user, as the container numbers it; 65534 for one that it has no number for
     * @param gid the group, as the container numbers it; 65534 for one that it has no number for
     * @return this
     */
    public InodeAssert hasOwner(long uid, long gid) {
        return check(inode -> inode.uid() == uid && inode.gid() == gid, "to be of\n  user " + uid + ", group " + gid);
    }

    private InodeAssert isOf(InodeAt.Kind kind) {
        return check(inode -> inode.kind() == kind, "to be\n  " + kind.words);
    }

    private InodeAssert check(Predicate<InodeAt.Inode> condition, String expectation) {
        isNotNull();
        InodeAt.Inode there = actual.there();
        if (there == null) {
            failWithMessage("%s", begin(expectation) + "\nbut\n  " + actual.otherwise());
        } else if (!condition.test(there)) {
            failWithMessage("%s", begin(expectation) + "\nbut it is\n  " + there);
        }
        return this;
    }

    private String begin(String expectation) {
        return "Expecting " + actual.path() + " of container " + actual.id() + "\n" + expectation;
    }
}
