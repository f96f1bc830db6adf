package city.haihe.bench.record;

import city.haihe.bench.HaiheProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the record that takes any answer but the expected one for a failure of the benchmark. */
final class FhirClient {

    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final Pattern LOCATION =
            Pattern.compile("\"location\":\"[^\"]*?([A-Z][A-Za-z]+/[A-Za-z0-9.-]+)/_history");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String token;

    FhirClient(HaiheProcess haihe) throws IOException, InterruptedException {
        this.base = haihe.base() + "/fhir/";
        String basic = Base64.getEncoder().encodeToString(("haihe-system:" + haihe.systemSecret()).getBytes());
        HttpRequest request = HttpRequest.newBuilder(URI.create(haihe.base() + "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=system/*.cruds"))
                .build();
        String answer = http.send(request, BodyHandlers.ofString()).body();
        Matcher found = ACCESS_TOKEN.matcher(answer);
        if (!found.find()) {
            throw new IllegalStateException("no access token: " + answer);
        }
        this.token = found.group(1);
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(base + address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json");
    }

    private byte[] send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(request.method() + " " + request.uri() + ": " + answer.statusCode()
                    + " (expected: " + expected + ") " + new String(answer.body()));
        }
        return answer.body();
    }

    byte[] get(String address) throws IOException, InterruptedException {
        return send(request(address).GET().build(), 200);
    }

    byte[] post(String address, String body, int expected) throws IOException, InterruptedException {
        return send(request(address).POST(BodyPublishers.ofString(body)).build(), expected);
    }

    byte[] put(String address, String body) throws IOException, InterruptedException {
        return send(request(address).PUT(BodyPublishers.ofString(body)).build(), 200);
    }

    /** The status of a conditional create. */
    int createIfNoneExist(String type, String body, String criteria) throws IOException, InterruptedException {
        HttpRequest request = request(type)
                .header("If-None-Exist", criteria)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Posts a transaction and answers where its resources stand now, as {@code Type/id}. */
    List<String> transaction(String bundle) throws IOException, InterruptedException {
        Matcher locations = LOCATION.matcher(new String(post("", bundle, 200)));
        List<String> found = new ArrayList<>();
        while (locations.find()) {
            found.add(locations.group(1));
        }
        return found;
    }
}
