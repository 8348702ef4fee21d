package org.ociunit.scenario;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.ociunit.dsl.testkit.FakeRuntime;
import org.ociunit.lifecycle.ContainerId;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.runtime.Verb;

/**
 * A runtime that keeps to the contract, but for the faults that a test plants in it, and for updates: of containers in memory,
 * the kernel knows no limits.
 */
final class FaultyRuntime {
    /** What is wrong with a verb. */
    interface Fault {
        /**
         * Does what the runtime does in place of the verb.
         *
         * @param honest the runtime without its faults
         * @param verb what would be right
         */
        Object call(FakeRuntime honest, ContainerId id, Right verb) throws Throwable;
    }

    /** The verb as it should be. */
    interface Right {
        Object call() throws Throwable;
    }

    private final FakeRuntime honest = new FakeRuntime();
    private final Map<Verb, Fault> faults = new EnumMap<>(Verb.class);

    FakeRuntime honest() {
        return honest;
    }

    FaultyRuntime with(Verb verb, Fault fault) {
        faults.put(verb, fault);
        return this;
    }

    OciRuntime runtime() {
        return (OciRuntime) Proxy.newProxyInstance(
                FaultyRuntime.class.getClassLoader(),
                new Class<?>[] {OciRuntime.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        Right right = () -> {
            try {
                return method.invoke(honest, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        if (method.getName().equals("can") && arguments[0] == Verb.UPDATE) {
            return false;
        }
        Fault fault = faults.entrySet().stream()
                .filter(entry -> entry.getKey().name().toLowerCase(Locale.ROOT).equals(method.getName()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse((runtime, id, verb) -> verb.call());
        ContainerId id = arguments != null && arguments[0] instanceof ContainerId first ? first : null;
        return fault.call(honest, id, right);
    }
}
