package city.haihe.v2fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class Messages {
    private Messages() {}

    static Translation translate(Translator translator, String text, TranslationContext context) {
        List<SegmentView> views = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (String line : text.replace("\r\n", "\r").split("[\r\n]")) {
            if (line.length() > 3) {
                views.add(new SegmentView(line, counts.merge(line.substring(0, 3), 1, Integer::sum)));
            }
        }
        return translator.translate(views, context);
    }
}
