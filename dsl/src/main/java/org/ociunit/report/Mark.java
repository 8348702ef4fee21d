package org.ociunit.report;

import org.ociunit.CheckReturnValue;

/**
 * How a case is judged on a runtime, by who ran it and knows what is expected there.
 *
 * @param kind the judgement
 * @param reason why, in words; empty where there is nothing to say
 */
@CheckReturnValue
public record Mark(Kind kind, String reason) {
    /** The judgements, the worst first. */
    public enum Kind {
        /** It has not passed, and nothing says that it would not. */
        FAILED("failed", "✗"),
        /** It has passed, and is listed as one that does not: the list is to be corrected. */
        FIXED("fixed", "▲"),
        /** It has not passed, as is expected of this runtime. */
        DEVIATES("deviates", "≠"),
        /** It was not run. */
        SKIPPED("skipped", "–"),
        /** It has passed, as is expected. */
        PASSED("passed", "✓");

        private final String text;
        private final String sign;

        Kind(String text, String sign) {
            this.text = text;
            this.sign = sign;
        }

        /** Whether it calls for somebody to do something: to mend what failed, or to correct the list of what is expected. */
        boolean alarms() {
            return this == FAILED || this == FIXED;
        }

        /** A sign of one character, since colours are not seen by all. */
        String sign() {
            return sign;
        }

        /** The judgement in a word, such as {@code deviates}. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * It has passed, as is expected.
     *
     * @return the mark
     */
    public static Mark passed() {
        return new Mark(Kind.PASSED, "");
    }

    /**
     * It has not passed, and nothing says that it would not.
     *
     * @param reason what failed, such as the remark of the step
     * @return the mark
     */
    public static Mark failed(String reason) {
        return new Mark(Kind.FAILED, reason);
    }

    /**
     * It has not passed, as is expected of this runtime.
     *
     * @param reason what the runtime does instead
     * @return the mark
     */
    public static Mark deviates(String reason) {
        return new Mark(Kind.DEVIATES, reason);
    }

    /**
     * It has passed, and is listed as one that does not.
     *
     * @param reason what the list says that the runtime does instead
     * @return the mark
     */
    public static Mark fixed(String reason) {
        return new Mark(Kind.FIXED, reason);
    }

    /**
     * It was not run.
     *
     * @param reason what is missing, such as {@code it needs root}
     * @return the mark
     */
    public static Mark skipped(String reason) {
        return new Mark(Kind.SKIPPED, reason);
    }
}
