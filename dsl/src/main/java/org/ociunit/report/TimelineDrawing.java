package org.ociunit.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.ociunit.Bytes;
import org.ociunit.lifecycle.Event;
import org.ociunit.scenario.Outcome;

/**
 * Lives of containers as a figure, one below the other on one axis of time. Places along the axis are percentages, and
 * all else is in pixels, so that text stays as large as it is however wide the figure is.
 */
final class TimelineDrawing {
    private static final int LABEL = 18;
    private static final int STEPS = 8;
    private static final int HOOKS = 8;
    private static final int BAND = 20;
    private static final int OUTPUT = 9;
    private static final int CAPTION = 12;
    private static final int INCIDENTS = 18;
    private static final int USAGE = 34;
    private static final int GAP = 10;
    private static final int AXIS = 20;

    /** Two numbers nearer than this, in percent, are drawn in two rows. */
    private static final double APART = 3;

    private static final int ROWS = 3;

    /** A state that is wider than this, in percent, has room for its name on a wide screen. */
    private static final double NAMED = 4.5;

    /** A state that is wider than this, in percent, has room for its name on paper, too. */
    private static final double NAMED_ANYWHERE = 9;

    /** A usual step that is narrower than this, in percent, is hard to point at, and has no name. */
    private static final double POINTED_AT = 0.4;

    /** What most steps are, which takes no word in the style sheet. */
    private static final String USUAL = Words.type(Outcome.Verdict.PASSED);

    private final List<Life> lives;
    private final double start;
    private final double length;

    private TimelineDrawing(List<Life> lives) {
        this.lives = lives;
        this.start = lives.stream()
                .mapToDouble(life -> Words.milliseconds(life.start()))
                .min()
                .orElse(0);
        double end = lives.stream()
                .mapToDouble(life -> Words.milliseconds(life.end()))
                .max()
                .orElse(0);
        this.length = Math.max(end - start, 1e-3) * 1.005;
    }

    /** A figure of lives; there is one at least. */
    static Element of(List<Life> lives) {
        return new TimelineDrawing(lives).figure();
    }

    private Element figure() {
        Element figure = Element.of("figure").with("class", "timeline");
        Element drawing = Element.of("svg").with("role", "img").with("aria-label", words());
        Element lanes = Element.of("g");
        int y = 0;
        for (Life life : lives) {
            y = lane(lanes, life, y);
        }
        drawing.with("height", y + AXIS).add(axis(y)).add(lanes);
        figure.add(drawing);
        lives.stream().filter(life -> !life.incidents().isEmpty()).forEach(life -> figure.add(legend(life)));
        return figure;
    }

    /** What who does not see the figure is told: the states, in words. What else has happened is in the legend. */
    private String words() {
        return lives.stream()
                .map(life -> life.label() + ": "
                        + life.timeline().events().stream()
                                .filter(event -> event.kind() == Event.Kind.STATE)
                                .map(event -> event.what() + " at " + Words.of(event.sinceCreate()))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private Element axis(int bottom) {
        Element axis = Element.of("g").with("class", "axis");
        double step = step(length);
        for (double tick = Math.ceil(start / step) * step; tick <= start + length; tick += step) {
            String x = percent(tick);
            axis.add(Element.of("line")
                    .with("x1", x)
                    .with("x2", x)
                    .with("y1", LABEL)
                    .with("y2", bottom));
            Element label = Element.of("text", Math.abs(tick) < step / 2 ? "0" : tick(tick, step))
                    .with("x", x)
                    .with("y", bottom + 14);
            axis.add(at(tick) < 3 ? label.with("class", "first") : at(tick) > 94 ? label.with("class", "last") : label);
        }
        return axis;
    }

    /** The distance of the ticks: 1, 2 or 5 times a power of ten, so that there are four or five of them at the most. */
    private static double step(double length) {
        double power = Math.pow(10, Math.floor(Math.log10(length / 5)));
        return List.of(1, 2, 5, 10).stream()
                .mapToDouble(factor -> factor * power)
                .filter(step -> length / step <= 5)
                .findFirst()
                .orElse(length);
    }

    private static String tick(double milliseconds, double step) {
        if (step >= 1000) {
            return number(milliseconds / 1000) + " s";
        }
        return step < 1 ? number(milliseconds * 1000) + " µs" : number(milliseconds) + " ms";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    /** Draws a life, and tells where the next one begins. */
    private int lane(Element lanes, Life life, int top) {
        lanes.add(name(life).with("y", top + 13));
        int y = bars(lanes, "steps", life.steps(), top + LABEL, STEPS);
        int lines = y;
        y = bars(lanes, "hooks", life.hooks(), y, HOOKS);
        Element states = row("states", y, BAND);
        life.states().forEach(state -> states.add(state(state)));
        lanes.add(states);
        y += BAND;
        y = outputs(lanes, life.outputs(), y);
        y = incidents(lanes, life.incidents(), lines, y);
        y = usage(lanes, life.usage(), y);
        return y + GAP;
    }

    /** With what the marks of the output mean, if there are any. */
    private static Element name(Life life) {
        Element name = Element.of("text", "name", life.label());
        life.outputs().stream()
                .map(TimelineDrawing::stream)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .forEach(stream -> name.add(Element.of("tspan", stream, "   ▮ " + stream)));
        return name;
    }

    private int bars(Element lanes, String type, List<Life.Span> spans, int y, int height) {
        if (spans.isEmpty()) {
            return y;
        }
        Element bars = row(type, y, height);
        spans.forEach(span -> bars.add(bar(span)));
        lanes.add(bars);
        return y + height;
    }

    private static Element row(String type, int y, int height) {
        return Element.of("svg").with("class", type).with("y", y).with("height", height);
    }

    private Element bar(Life.Span span) {
        Element bar = Element.of("rect")
                .with("x", percent(Words.milliseconds(span.start())))
                .with("width", width(span));
        if (share(span) > POINTED_AT || !span.type().equals(USUAL)) {
            bar.add(title(span));
        }
        return span.type().equals(USUAL) ? bar : bar.with("class", span.type());
    }

    /** A drawing in the drawing cuts off the text that does not fit. */
    private Element state(Life.Span state) {
        Element box = Element.of("svg")
                .with("class", state.type())
                .with("x", percent(Words.milliseconds(state.start())))
                .with("width", width(state))
                .add(Element.of("rect"))
                .add(title(state));
        if (share(state) > NAMED) {
            Element name = Element.of("text", state.what());
            box.add(share(state) > NAMED_ANYWHERE ? name : name.with("class", "narrow"));
        }
        return box;
    }

    /** When it was, the axis tells. */
    private static Element title(Life.Span span) {
        return Element.of("title", span.what() + (span.time().isZero() ? "" : ", " + Words.of(span.time())));
    }

    private static String when(Life.Span span) {
        return " at " + Words.of(span.start()) + (span.time().isZero() ? "" : " for " + Words.of(span.time()));
    }

    /** A mark for each, which tells its first line to who points at it. */
    private int outputs(Element lanes, List<Event> outputs, int y) {
        if (outputs.isEmpty()) {
            return y;
        }
        Element marks = row("output", y, OUTPUT);
        for (Event output : outputs) {
            marks.add(Element.of("rect")
                    .with("class", stream(output))
                    .with("x", percent(Words.milliseconds(output.sinceCreate())))
                    .add(Element.of("title", output.what() + ", at " + Words.of(output.sinceCreate()))));
        }
        lanes.add(marks);
        return y + OUTPUT;
    }

    private static String stream(Event output) {
        return output.what().substring(0, output.what().indexOf(':'));
    }

    /** Numbers, whose meaning is in the legend. */
    private int incidents(Element lanes, List<Life.Span> incidents, int top, int y) {
        List<Double> ends = new ArrayList<>();
        int number = 0;
        for (Life.Span incident : incidents) {
            double place = at(Words.milliseconds(incident.start()));
            int row = row(ends, place);
            int bottom = y + row * INCIDENTS;
            lanes.add(Element.of("svg")
                    .with("class", "incident")
                    .with("x", percentage(place))
                    .add(Element.of("line").with("y1", top).with("y2", bottom + 4))
                    .add(Element.of("circle").with("cy", bottom + 11).with("r", 8))
                    .add(Element.of("text", String.valueOf(++number)).with("y", bottom + 15)));
        }
        return y + ends.size() * INCIDENTS;
    }

    /** The first row in which a number has room; where none has, the last one. */
    private static int row(List<Double> ends, double place) {
        for (int row = 0; row < ends.size(); row++) {
            if (place - ends.get(row) >= APART) {
                ends.set(row, place);
                return row;
            }
        }
        if (ends.size() < ROWS) {
            ends.add(place);
        }
        return ends.size() - 1;
    }

    private static Element legend(Life life) {
        Element list = Element.of("ol").with("class", "incidents");
        for (Life.Span incident : life.incidents()) {
            list.add(Element.of("li").add(Element.of("code", incident.what())).text(when(incident)));
        }
        return Element.of("div").with("class", "legend").text(life.label()).add(list);
    }

    private int usage(Element lanes, List<Outcome.Usage> usage, int y) {
        if (usage.size() < 2) {
            return y;
        }
        lanes.add(line(usage, y, "memory", each -> each.memory().count()));
        lanes.add(line(usage, y, "cpu", each -> each.cpu().toNanos()));
        long most =
                usage.stream().mapToLong(each -> each.memory().count()).max().orElse(0);
        Duration cpu = usage.stream()
                .map(Outcome.Usage::cpu)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Element words = Element.of("text", "usage", "").with("y", y + USAGE + 8);
        words.add(Element.of("tspan", "memory", "— memory, at most " + Words.of(new Bytes(most))))
                .text("   ")
                .add(Element.of("tspan", "cpu", "- - processor time, " + Words.of(cpu)));
        lanes.add(words);
        return y + USAGE + CAPTION;
    }

    /** A curve from nothing to the most there was; only a drawing of its own can have points in percent. */
    private Element line(List<Outcome.Usage> usage, int y, String type, ToDoubleFunction<Outcome.Usage> value) {
        double most = Math.max(usage.stream().mapToDouble(value).max().orElse(0), 1);
        String points = usage.stream()
                .map(each -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        at(Words.milliseconds(each.sinceCreate())) * 10,
                        USAGE - 4 - value.applyAsDouble(each) / most * (USAGE - 10)))
                .collect(Collectors.joining(" "));
        return Element.of("svg")
                .with("y", y)
                .with("width", "100%")
                .with("height", USAGE)
                .with("viewBox", "0 0 1000 " + USAGE)
                .with("preserveAspectRatio", "none")
                .add(Element.of("polyline").with("class", type).with("points", points));
    }

    private double at(double milliseconds) {
        return (milliseconds - start) / length * 100;
    }

    private String percent(double milliseconds) {
        return percentage(at(milliseconds));
    }

    private double share(Life.Span span) {
        return Words.milliseconds(span.time()) / length * 100;
    }

    private String width(Life.Span span) {
        return percentage(Math.max(share(span), 0.2));
    }

    private static String percentage(double value) {
        return String.format(Locale.ROOT, "%.1f%%", value);
    }
}
