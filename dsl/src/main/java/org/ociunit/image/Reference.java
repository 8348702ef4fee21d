package org.ociunit.image;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ociunit.error.ImageException;

/**
 * The name of an image in a registry, such as {@code localhost:5000/app:1} or {@code busybox@sha256:…}, by the grammar
 * of the distribution project, with the defaults of the field filled in.
 *
 * @param registry where it is
 * @param repository such as {@code library/busybox}
 * @param tag null if only a digest is given
 * @param digest what the name must stand for; if there is one, the tag is not asked for
 */
record Reference(
        RegistryName registry,
        String repository,
        @Nullable String tag,
        @Nullable Digest digest) {
    private static final String FORM = "write [HOST[:PORT]/]NAME[:TAG][@DIGEST], such as localhost:5000/app:1.";

    private static final String DEFAULT_TAG = "latest";
    private static final String DEFAULT_PATH = "library/";

    private static final int LONGEST = 255;

    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern SCHEME = Pattern.compile("[a-z]+://.*");

    /** Reads a reference. */
    static Reference parse(String text) {
        return new Text(text).parse();
    }

    /** What a manifest is asked for by: the digest, or else the tag. */
    String name() {
        return digest != null ? digest.toString() : String.valueOf(tag);
    }

    /** The whole name, with what the text has left out. */
    @Override
    public String toString() {
        return registry + "/" + repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** A text that is being read, for the refusal to quote. */
    private record Text(String text) {
        Reference parse() {
            if (SCHEME.matcher(text).matches()) {
                throw refused("it begins with a scheme.");
            }
            if (text.startsWith("[") && !text.contains("/")) {
                throw refused("no name follows its registry.");
            }
            int at = text.indexOf('@');
            Digest digest = at < 0 ? null : digest(text.substring(at + 1));
            String tagged = at < 0 ? text : text.substring(0, at);
            int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
            boolean hasTag = colon >= 0;
            String tag = hasTag ? tag(tagged.substring(colon + 1)) : digest == null ? DEFAULT_TAG : null;
            return named(hasTag ? tagged.substring(0, colon) : tagged, tag, digest);
        }

        private Reference named(String name, @Nullable String tag, @Nullable Digest digest) {
            if (name.length() > LONGEST) {
                throw refused("its name has " + name.length() + " characters; " + LONGEST + " are allowed.");
            }
            int slash = name.indexOf('/');
            if (slash < 0 || !isRegistry(name.substring(0, slash))) {
                return new Reference(RegistryName.DEFAULT, repository(official(name)), tag, digest);
            }
            String registry = name.substring(0, slash);
            if (!RegistryName.isLegal(registry)) {
                throw refused("its registry \"" + registry + "\" is not HOST or HOST:PORT.");
            }
            RegistryName host = RegistryName.parse(registry);
            String path = name.substring(slash + 1);
            return new Reference(
                    host, repository(host.equals(RegistryName.DEFAULT) ? official(path) : path), tag, digest);
        }

        /** As docker decides it: a first component that could be one of a repository is one. */
        private static boolean isRegistry(String first) {
            return first.contains(".")
                    || first.contains(":")
                    || first.equals("localhost")
                    || !first.equals(first.toLowerCase(Locale.ROOT));
        }

        private static String official(String path) {
            return path.contains("/") ? path : DEFAULT_PATH + path;
        }

        private String repository(String path) {
            for (String component : path.split("/", -1)) {
                if (component.isEmpty()) {
                    throw refused("a part of its name is empty.");
                }
                if (!COMPONENT.matcher(component).matches()) {
                    throw refused(
                            "the part \"" + component + "\" of its name is not made of lower-case letters and digits"
                                    + " with one of . _ __ - between them.");
                }
            }
            return path;
        }

        private String tag(String tag) {
            if (!TAG.matcher(tag).matches()) {
                throw refused("its tag \"" + tag + "\" is not made of 1 to 128 letters, digits and _ . - (not first).");
            }
            return tag;
        }

        private Digest digest(String digest) {
            try {
                return Digest.parse(digest);
            } catch (IllegalArgumentException e) {
                throw new ImageException("\"" + text + "\"", e.getMessage() + ".", FORM, e);
            }
        }

        private ImageException refused(String why) {
            return new ImageException("\"" + text + "\"", why, FORM, null);
        }
    }
}
