package org.ociunit.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page of a run of tests: those that have failed, with all that is known of their containers. */
final class TestPage {
    private static final String TITLE = "Tests with containers";

    /** As many tests are open from the start. */
    private static final int FEW = 3;

    private final List<Fragment> fragments;
    private final List<Fragment.Failed> failed;

    TestPage(List<Fragment> fragments) {
        this.fragments = fragments;
        this.failed = fragments.stream()
                .flatMap(fragment -> fragment.failed().stream())
                .toList();
    }

    String toText() {
        Element main = Element.of("main");
        if (!failed.isEmpty()) {
            main.add(Element.of("h2", "Failed").with("id", "details"));
        }
        if (failed.size() > 1) {
            main.add(filters());
        }
        Element sections = Element.of("div").with("id", "sections");
        Texts texts = new Texts();
        failed.forEach(test -> sections.add(section(test, texts)));
        main.add(Page.nothing("No test is like that.")).add(sections);
        return Page.of(TITLE, Element.of("body").add(header()).add(main));
    }

    private Element header() {
        long passed = fragments.stream().mapToLong(Fragment::passed).sum();
        Element header = Element.of("header").add(Element.of("h1", TITLE));
        Element counts = Element.of("p").with("class", "counts");
        counts.add(chip(Mark.Kind.FAILED, failed.size())).text(" ").add(chip(Mark.Kind.PASSED, passed));
        return header.add(counts).add(Element.of("p", "when", lives()));
    }

    /** What there is none of needs no colour. */
    private static Element chip(Mark.Kind kind, long count) {
        return Element.of("span", "chip " + (count == 0 ? "none" : kind), "")
                .add(Marks.sign(kind))
                .text(" " + count + " " + kind);
    }

    private String lives() {
        List<Long> sorted = fragments.stream()
                .flatMap(fragment -> fragment.lives().stream())
                .sorted()
                .toList();
        if (sorted.isEmpty()) {
            return "No container has ended.";
        }
        return Words.count(sorted.size(), "container") + "; from creation to end, the median is "
                + words(sorted.get(sorted.size() / 2)) + ", and the slowest is " + words(sorted.get(sorted.size() - 1))
                + ".";
    }

    private static String words(long microseconds) {
        return Words.of(Duration.ofNanos(microseconds * 1000));
    }

    private Element filters() {
        Map<String, Long> classes = failed.stream()
                .collect(Collectors.groupingBy(Fragment.Failed::testClass, TreeMap::new, Collectors.counting()));
        Element options = Element.of("option", "in any class").with("value", "");
        Element choice = Element.of("select")
                .with("id", "class")
                .with("aria-label", "Class")
                .add(options);
        classes.forEach((name, count) -> choice.add(
                Element.of("option", "in " + name + " (" + count + ")").with("value", name)));
        return Element.of("div")
                .with("class", "filters")
                .with("role", "search")
                .add(choice)
                .add(Page.finder("Find a test, a message or a container"))
                .add(Page.found());
    }

    private Element section(Fragment.Failed test, Texts texts) {
        Element section = Element.of("details").with("class", "case").with("data-class", test.testClass());
        if (failed.size() <= FEW) {
            section.with("open");
        }
        Element summary = Element.of("summary")
                .add(Element.of("span", "title", test.test())
                        .text(" ")
                        .add(Element.of("span", "where", test.testClass())))
                .add(Element.of("span", "first-line", Words.inShort(test.why())));
        Element body = Element.of("div")
                .with("class", "body")
                .add(Element.of("pre", "failure", test.why().strip()));
        List<Life> lives = test.containers().stream()
                .map(Fragment.Seen::life)
                .filter(life -> !life.timeline().events().isEmpty())
                .toList();
        if (!lives.isEmpty()) {
            body.add(TimelineDrawing.of(lives));
        }
        test.containers().forEach(container -> witness(body, container, texts));
        return section.add(summary).add(body);
    }

    private static void witness(Element body, Fragment.Seen container, Texts texts) {
        body.add(Element.of("h4", container.id() + ", " + container.runtime()))
                .add(Element.of("p", "about", container.state()));
        output(body, "Standard output", "stdout", container.stdout());
        output(body, "Standard error", "stderr", container.stderr());
        body.add(texts.show("config.json", container.config()));
    }

    private static void output(Element body, String title, String type, String text) {
        if (!text.isBlank()) {
            body.add(Element.of("p", "output", title)).add(Element.of("pre", type, text.strip()));
        }
    }
}
