package org.ociunit.samples.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.ociunit.runtime.OciRuntime;
import org.ociunit.scenario.Comparison;
import org.ociunit.scenario.Scenario;

/**
 * Runs cases on runtimes.
 *
 * @param cases the cases, in their order
 * @param runtimes the runtimes; a case is run on one after the other
 * @param jobs how many cases are run at the same time
 */
record Suite(List<Scenario> cases, List<OciRuntime> runtimes, int jobs) {
    /** Runs all; what has come of each is told when it and those before it are done. */
    List<Comparison> run(Consumer<Comparison> told) {
        ExecutorService threads = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<Comparison>> running = cases.stream()
                    .map(each -> threads.submit(() -> each.compareOn(runtimes)))
                    .toList();
            List<Comparison> done = new ArrayList<>();
            for (Future<Comparison> each : running) {
                done.add(each.get());
                told.accept(done.get(done.size() - 1));
            }
            return done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The suite was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
