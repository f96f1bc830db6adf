package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.platform.SmartScope.Permission;
import city.haihe.fhir.FhirObject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code CodeSystem/$upload}: stores the concepts of a large code system, such as LOINC or ICD-10, from lines of text. All of
 * them are stored or none; an earlier upload of the same address and version is replaced in the same moment.
 */
final class CodeSystemUpload implements StreamedOperation {

    private static final String TYPE = "CodeSystem";

    /** Each holds a connection of the pool for as long as it takes. */
    private static final int UPLOADS_AT_ONCE = 2;

    private static final List<String> PARAMETERS =
            List.of("url", "version", "name", "caseSensitive", "charset", "column");

    private static final String CSV = "text/csv";
    private static final String TSV = "text/tab-separated-values";

    private final CodeSystemLoader loader;
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);

    CodeSystemUpload(RecordEngine engine) {
        this.loader = new CodeSystemLoader(engine.database(), engine.clock());
    }

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public String definition() {
        return "urn:haihe:operation:CodeSystem-upload";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of(TYPE);
    }

    @Override
    public OperationAnswer invoke(OperationRequest request, HttpServletRequest servlet) throws IOException {
        Visibility visibility = request.visibility();
        visibility.requireWhole(TYPE, Permission.CREATE);
        visibility.requireWhole(TYPE, Permission.UPDATE);
        // What everybody reads is no resident's to write.
        visibility.requireWritable(TYPE, List.of());
        OperationInputs inputs = request.inputs();
        inputs.requireKnown(PARAMETERS);
        CodeSystemLoader.Upload upload = upload(inputs, servlet.getContentType());
        try {
            return load(upload, servlet.getInputStream());
        } catch (HaiheException refused) {
            FhirRequest.drain(servlet.getInputStream());
            throw refused;
        }
    }

    private OperationAnswer load(CodeSystemLoader.Upload upload, InputStream body) throws IOException {
        if (!uploads.tryAcquire()) {
            throw new HaiheException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "upload: " + UPLOADS_AT_ONCE + " are under way (expected: fewer; try again later)");
        }
        try {
            CodeSystemLoader.Loaded loaded = loader.load(upload, body);
            return new OperationAnswer.Resource(loaded.replaced() ? 200 : 201, answer(upload, loaded));
        } finally {
            uploads.release();
        }
    }

    private static FhirObject answer(CodeSystemLoader.Upload upload, CodeSystemLoader.Loaded loaded) {
        return OperationAnswer.parameters(
                OperationAnswer.part("url").put("valueUri", upload.url()),
                OperationAnswer.part("concepts").put("valueInteger", loaded.concepts()),
                OperationAnswer.part("hierarchical").put("valueBoolean", loaded.hierarchical()),
                OperationAnswer.part("replaced").put("valueBoolean", loaded.replaced()));
    }

    private static CodeSystemLoader.Upload upload(OperationInputs inputs, @Nullable String contentType) {
        String url = OperationRequest.required("url", inputs.text("url"));
        if (url.indexOf(':') < 1 || url.indexOf('|') >= 0) {
            throw RecordErrors.parameter("url", url, "an absolute uri without a version");
        }
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        boolean csv = type.startsWith(CSV);
        if (!csv && !type.startsWith(TSV)) {
            throw new HaiheException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + (type.isEmpty() ? "none" : type) + " (expected: " + CSV + " or " + TSV + ")");
        }
        boolean caseSensitive =
                inputs.text("caseSensitive").isEmpty() || TerminologyOperation.isTrue(inputs, "caseSensitive");
        return new CodeSystemLoader.Upload(
                url,
                inputs.text("version"),
                inputs.text("name"),
                caseSensitive,
                charset(inputs.text("charset"), type),
                csv ? ',' : '\t',
                inputs.texts("column"));
    }

    private static Charset charset(String parameter, String contentType) {
        int named = contentType.indexOf("charset=");
        String header = named < 0
                ? "utf-8"
                : contentType
                        .substring(named + "charset=".length())
                        .split(";", 2)[0]
                        .strip()
                        .replace("\"", "");
        String name = (parameter.isEmpty() ? header : parameter).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "utf-8", "utf8" -> StandardCharsets.UTF_8;
            // GB18030 has all of the older two, in the same bytes.
            case "gb18030", "gbk", "gb2312" -> Charset.forName("GB18030");
            default -> throw RecordErrors.parameter("charset", name, "UTF-8 or GB18030");
        };
    }
}
