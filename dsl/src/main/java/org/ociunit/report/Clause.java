package org.ociunit.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that a scenario stands for.
 *
 * @param name such as {@code runtime.md#kill} or {@code CVE-2019-5736}
 */
record Clause(String name) {
    private static final Pattern SPECIFICATION = Pattern.compile("([a-z0-9-]+\\.md)(#[A-Za-z0-9_.-]+)?");
    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,}");

    /** The clause, as a link to where it is written if that is known. */
    Element link() {
        Matcher specification = SPECIFICATION.matcher(name);
        if (specification.matches()) {
            return to("https://github.com/opencontainers/runtime-spec/blob/main/" + name);
        }
        return CVE.matcher(name).matches()
                ? to("https://www.cve.org/CVERecord?id=" + name)
                : Element.of("span", "clause", name);
    }

    private Element to(String address) {
        return Element.of("a", "clause", name).with("href", address).with("rel", "noreferrer");
    }

    /** Where it is written: the document of the specification, or all CVEs, or elsewhere. */
    String source() {
        Matcher specification = SPECIFICATION.matcher(name);
        return specification.matches()
                ? specification.group(1)
                : CVE.matcher(name).matches() ? "Vulnerabilities" : "Other";
    }
}
