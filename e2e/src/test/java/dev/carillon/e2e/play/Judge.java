package dev.carillon.e2e.play;

import dev.carillon.e2e.harness.Frame;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Looks at everything that a client gets and holds it against the [Model].
final class Judge {
    private static final int MOST_PROBLEMS = 1_000;

    private final boolean prints = Boolean.getBoolean("play.print");
    private final Model model;
    private final FrameRules rules;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();

    Judge(Model model) {
        this.model = model;
        this.rules = new FrameRules(model);
    }

    /// A frame that nobody asked for.
    ///
    /// @param good whether the token is good by which the connection was opened
    void pushed(Person viewer, Register<Boolean> good, Frame frame) {
        synchronized (model) {
            Span span = model.pushed();
            if (!frame.t().equals("bye") && (!good.mayBe(true, span) || !viewer.alive.mayBe(true, span))) {
                add(new Problem(viewer.toString(), "comes by a dead token", frame.toString(), ""));
            }
            look(viewer, frame, Frame.empty(), span);
        }
    }

    /// @param since when the request was sent
    void answered(Person viewer, Frame request, Frame answer, long since) {
        synchronized (model) {
            look(viewer, answer, request, Span.since(since));
        }
    }

    private void look(Person viewer, Frame frame, Frame request, Span span) {
        seen.merge(frame.t(), 1, Integer::sum);
        var asked = new HashSet<>(Marks.in(request.toString()));
        String text = frame.toString();
        Set<String> reasons = new HashSet<>();
        model.marks.told(text).forEach((mark, secret) -> {
            seen.merge("mark of " + secret.getClass().getSimpleName(), 1, Integer::sum);
            if (!asked.contains(mark)) {
                String reason = secret.app().equals(viewer.app) ? secret.kept(viewer, span) : "is of another app";
                if (reason != null) {
                    reasons.add(mark + " " + reason);
                }
            }
        });
        reasons.addAll(rules.broken(viewer, frame, request, span));
        reasons.forEach(reason -> add(new Problem(viewer.toString(), reason, text, request.toString())));
    }

    void count(String what) {
        synchronized (model) {
            seen.merge(what, 1, Integer::sum);
        }
    }

    /// What the Backend API answers.
    void answeredToBackEnd(App app, Frame request, Frame answer) {
        synchronized (model) {
            seen.merge("answer to a back-end", 1, Integer::sum);
            var asked = new HashSet<>(Marks.in(request.toString()));
            model.marks.told(answer.toString()).forEach((mark, secret) -> {
                if (!asked.contains(mark) && (!secret.app().equals(app) || !secret.forBackEnd())) {
                    add(new Problem(
                            "the back-end of " + app.name(),
                            mark + " is of another app, or not for it",
                            answer.toString(),
                            request.toString()));
                }
            });
        }
    }

    /// Something was done that should have been refused.
    void wrong(Person who, String reason, Frame request) {
        add(new Problem(who.toString(), reason, "", request.toString()));
    }

    /// A player or the judge cannot go on.
    void failed(Person who, RuntimeException e) {
        var trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        add(new Problem(who.toString(), "failed", trace.toString(), ""));
    }

    void add(Problem problem) {
        synchronized (model) {
            if (problems.size() < MOST_PROBLEMS) {
                Problem before = problems.putIfAbsent(problem.viewer() + problem.reason(), problem);
                if (before == null && prints) {
                    System.out.println(problem);
                }
            }
        }
    }

    List<Problem> problems() {
        synchronized (model) {
            return List.copyOf(problems.values());
        }
    }

    /// What it looked at, by kind.
    Map<String, Integer> seen() {
        synchronized (model) {
            return new TreeMap<>(seen);
        }
    }
}
