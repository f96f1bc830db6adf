package city.haihe.fhir.path;

import city.haihe.fhir.path.Function.Call;
import city.haihe.fhir.path.SystemValue.TypeValue;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** The time, traces and types (FHIRPath 2.0 5.9, 6.3, 10.2). */
final class UtilityFunctions {

    private UtilityFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function("trace", 1, 2, UtilityFunctions::trace),
                new Function("now", 0, 0, call -> now(call)),
                new Function(
                        "today",
                        0,
                        0,
                        call -> List.of(
                                TemporalValue.ofDay(call.evaluation().now().toLocalDate()))),
                new Function(
                        "timeOfDay",
                        0,
                        0,
                        call -> List.of(
                                TemporalValue.ofTime(call.evaluation().now().toLocalTime()))),
                new Function("type", 0, 0, UtilityFunctions::type));
    }

    private static List<Item> now(Call call) {
        ZonedDateTime now = call.evaluation().now();
        return List.of(TemporalValue.ofMoment(now.toLocalDateTime(), now.getOffset()));
    }

    /** Tells the listener, and answers the input. */
    private static List<Item> trace(Call call) {
        String name = StringFunctions.text(call, call.argument(0));
        List<Item> shown = call.input();
        if (call.size() == 2) {
            shown = new ArrayList<>();
            for (int at = 0; at < call.input().size(); at++) {
                shown.addAll(call.argument(1, call.input().get(at), at));
            }
        }
        call.evaluation().environment().tracer().trace(name == null ? "" : name, List.copyOf(shown));
        return call.input();
    }

    private static List<Item> type(Call call) {
        return call.input().stream()
                .<Item>map(item -> new TypeValue(item instanceof Element ? "FHIR" : "System", item.type()))
                .toList();
    }
}
