package org.ociunit.scenario;

/** A difference between a runtime and the model of a container's life, with the shortest scenario that shows it. */
public final class Deviation {
    /** What differs. */
    public enum Kind {
        /** The runtime has to refuse the verb, and it succeeded. */
        ACCEPTED("it succeeded"),
        /** The verb has to succeed, and the runtime refused it. */
        REFUSED("it failed"),
        /** The verb succeeded, and the container's state is another one than that which it leads to. */
        STATE("the state is another one"),
        /** The verb was refused, as it has to be, but the container's state is another one than before. */
        EFFECT("it was refused, but not without effect"),
        /** The verb succeeded, and a program did not end as it has to. */
        EXIT("the program did not end so"),
        /** The runtime ended by a signal, or by a panic. */
        CRASHED("the runtime crashed"),
        /** The runtime did not answer in time. */
        HUNG("it took too long"),
        /** The container's limit is another one than that which it has been given. */
        LIMIT("the memory limit is another one"),
        /** The other container is not as it was before, though nothing was done with it. */
        BESIDE("the other container is another one than before"),
        /** All verbs did what they have to, and the container could not be cleared away. */
        LEFT("it could not be cleared away afterwards");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** What happened, such as {@code it succeeded}. */
        @Override
        public String toString() {
            return text;
        }
    }

    private final Sighting sighting;
    private final Scenario scenario;

    Deviation(Sighting sighting, Scenario scenario) {
        this.sighting = sighting;
        this.scenario = scenario;
    }

    /**
     * When it is shown: the verb, and the state of the container that it was used on.
     *
     * @return such as {@code pause when the container is created}
     */
    public String title() {
        return sighting.title();
    }

    /**
     * What differs.
     *
     * @return the kind
     */
    public Kind kind() {
        return sighting.kind();
    }

    /**
     * What was seen, in the runtime's own words where it had some.
     *
     * @return the message of an exception
     */
    public String words() {
        return sighting.words();
    }

    /**
     * The shortest scenario that was found to show it: on this runtime it fails.
     *
     * @return the scenario, which can be run on others
     */
    public Scenario scenario() {
        return scenario;
    }

    /**
     * The difference in words: what was expected, what happened instead, and the scenario, in Java and as a file.
     *
     * @return lines, each ended by a line feed
     */
    public String toText() {
        return title() + "\n  Expected: " + expected() + ".\n  Instead:  " + kind() + ".\n" + words().indent(4) + "\n"
                + sighting.walk().java(title()).indent(2) + "\n  As a file:\n"
                + scenario.toJson().indent(2);
    }

    private String expected() {
        Walk walk = sighting.walk();
        if (kind() == Kind.BESIDE) {
            return "the other one " + walk.beforeLast().beside(walk.last()).state() + " as before";
        }
        Model.Effect effect =
                walk.beforeLast().of(walk.last()).after(walk.last().action());
        if (effect.refused()) {
            return "it is refused, without effect";
        }
        String exit = effect.exit().isPresent()
                ? ", the program exits with " + effect.exit().getAsInt() + ","
                : "";
        return "it succeeds" + exit + " and then " + effect.then();
    }

    /** Its title. */
    @Override
    public String toString() {
        return title();
    }
}
