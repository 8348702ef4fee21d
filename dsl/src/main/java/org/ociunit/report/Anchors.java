package org.ociunit.report;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Where on the page cases are: by their ids, as long as these are unique and fit for an address. */
final class Anchors {
    private final IdentityHashMap<Case, String> anchors = new IdentityHashMap<>();

    Anchors(List<Case> cases) {
        Set<String> taken = new HashSet<>();
        for (int index = 0; index < cases.size(); index++) {
            String id = cases.get(index).scenario().id();
            String wanted = "case-" + (id.matches("[A-Za-z0-9_.-]+") ? id : "no-" + (index + 1));
            anchors.put(cases.get(index), taken.add(wanted) ? wanted : wanted + "-" + (index + 1));
        }
    }

    String of(Case of) {
        return anchors.getOrDefault(of, "");
    }
}
