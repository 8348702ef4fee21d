package org.ociunit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ociunit.runtime.Version;
import org.ociunit.runtime.host.Host;

/** What {@link EnabledOnHost} does. */
final class HostCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return findAnnotation(context.getElement(), EnabledOnHost.class)
                .flatMap(wanted -> lack(wanted, Host.current()))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("the machine is as it should be"));
    }

    /** What the machine lacks, such as {@code needs root; this is user 1000}, or nothing. */
    static Optional<String> lack(EnabledOnHost wanted, Host host) {
        return lackOfCgroups(wanted, host)
                .or(() -> lackOfRoot(wanted, host))
                .or(() -> lackOfKernel(wanted.kernel(), host));
    }

    private static Optional<String> lackOfCgroups(EnabledOnHost wanted, Host host) {
        List<Host.Cgroups> any = Arrays.asList(wanted.cgroups());
        return any.isEmpty() || any.contains(host.cgroups())
                ? Optional.empty()
                : Optional.of(any.stream().map(HostCondition::words).collect(Collectors.joining(" or ", "needs ", ""))
                        + "; this machine has " + words(host.cgroups()));
    }

    private static String words(Host.Cgroups cgroups) {
        return switch (cgroups) {
            case V1 -> "cgroups v1";
            case HYBRID -> "hybrid cgroups";
            case V2 -> "cgroups v2";
            case NONE -> "no cgroups";
        };
    }

    private static Optional<String> lackOfRoot(EnabledOnHost wanted, Host host) {
        boolean matches = wanted.root().length == 0;
        for (boolean root : wanted.root()) {
            matches |= root == host.isRoot();
        }
        return matches
                ? Optional.empty()
                : Optional.of("needs "
                        + (host.isRoot() ? "an ordinary user; this is root" : "root; this is user " + host.uid()));
    }

    private static Optional<String> lackOfKernel(String lowest, Host host) {
        if (lowest.isEmpty()) {
            return Optional.empty();
        }
        Version needed = Version.in(lowest);
        if (needed.equals(new Version(0, 0, 0, lowest))) {
            throw new ExtensionConfigurationException(
                    "@EnabledOnHost: kernel is \"" + lowest + "\", and should be like 6.1.");
        }
        return Version.in(host.kernel()).compareTo(needed) >= 0
                ? Optional.empty()
                : Optional.of("needs Linux " + lowest + " or later; this is " + host.kernel());
    }
}
