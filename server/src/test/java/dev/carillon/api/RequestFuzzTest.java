package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.carillon.gateway.HttpHeaders;
import dev.carillon.gateway.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Requests of the Backend API, in all their encodings, as no client should send them.
class RequestFuzzTest {
    private static final String SECRET = "5ecret5ecret5ecret";
    private static final List<String> TYPES = List.of(
            "",
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=\"b b\"",
            "text/plain");

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final JsonReader json = new JsonReader();
    private final FormReader forms = new FormReader();
    private final MultipartReader multipart = new MultipartReader();
    private final RequestReader requests = new RequestReader();

    /// What is understood is understood alike when it is written down properly.
    @FuzzTest(maxDuration = "2m")
    void json(byte[] bytes) {
        switch (json.read(bytes)) {
            case JsonReader.Read.Bad(String cause) ->
                assertThat(cause).isNotEmpty().hasSizeLessThan(200);
            // compared as text: a whole number with an exponent comes back without one
            case JsonReader.Read.Good(Object value) ->
                assertThat(json.read(mapper.writeValueAsBytes(value)).toString())
                        .isEqualTo(new JsonReader.Read.Good(value).toString());
        }
    }

    @FuzzTest(maxDuration = "2m")
    void form(byte[] bytes) {
        Map<String, @Nullable Object> form = forms.read(bytes);
        if (form != null) {
            assertThat(forms.read(encoded(form))).isEqualTo(form);
        }
    }

    private static String encoded(Map<String, @Nullable Object> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(String.valueOf(entry.getValue())))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @FuzzTest(maxDuration = "2m")
    void multipart(FuzzedDataProvider data) {
        String type = data.consumeBoolean() ? "multipart/form-data; boundary=b" : data.consumeString(60);
        switch (multipart.read(data.consumeRemainingAsBytes(), type)) {
            case MultipartReader.Read.Bad(String cause) ->
                assertThat(cause).isNotEmpty().hasSizeLessThan(200);
            case MultipartReader.Read.Good(Map<String, @Nullable Object> values) ->
                assertThat(values.keySet()).noneMatch(String::isBlank);
        }
    }

    /// No refusal repeats the token.
    @FuzzTest(maxDuration = "2m")
    void request(FuzzedDataProvider data) {
        String type = data.pickValue(TYPES);
        String query = "token=" + SECRET + (data.consumeBoolean() ? "&" + data.consumeAsciiString(100) : "");
        var request = new HttpRequest(
                "POST",
                "/backend",
                query,
                HttpHeaders.of("Content-Type", type),
                data.consumeRemainingAsBytes(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        switch (requests.read(request)) {
            case RequestReader.Read.Bad(String cause) ->
                assertThat(cause).isNotEmpty().doesNotContain(SECRET);
            case RequestReader.Read.Good(Map<String, @Nullable Object> tree) ->
                assertThat(tree).containsKey("TOKEN");
        }
    }
}
