package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ops.OpRegistry;
import dev.carillon.api.ops.Param;
import dev.carillon.api.ops.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The reference says what the code does: the page is made from the catalogue, and its examples are run.
class ReferencePageTest extends ApiFixture {
    private static final Path PAGE = Path.of("..", "docs", "reference", "backend-api.md");
    private static final JsonMapper MAPPER = new JsonMapper();

    private int firstGroup;

    private OpRegistry ops() {
        return server.api().ops();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        String made = new ReferencePage(ops()).text();
        if (Boolean.getBoolean("reference.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dreference.write=true, see the end of the page")
                .isEqualTo(made);
    }

    @Test
    void theExamplesAnswerWhatTheyShow() {
        for (String address :
                new String[] {"ana@example.net", "bob@example.net", "cy@example.net", "ghost@example.net"}) {
            user(address);
        }
        for (Spec spec : ops().specs()) {
            Reply reply = call(spec.name(), here(spec.request())).ok();
            assertThat(shape(MAPPER.readTree(reply.text())))
                    .as(spec.name())
                    .isEqualTo(shape(MAPPER.readTree(spec.reply())));
            if (spec.name().equals("groupadd")) {
                firstGroup = reply.number("group.gid");
                call("groupadd").ok();
            }
        }
    }

    /// Ids in the examples are those of a new server; here others came first.
    private String here(String request) {
        int offset = known("ana@example.net").uid() - 1;
        return request.replace("\"uid\": 1", "\"uid\": " + (1 + offset))
                .replace("\"uid\": 2", "\"uid\": " + (2 + offset))
                .replace("\"gid\": 1000", "\"gid\": " + firstGroup)
                .replace("\"gid\": 1001", "\"gid\": " + (firstGroup + 1));
    }

    /// The names of all members, in their order, and the kinds of their values.
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            List<String> members = new ArrayList<>();
            node.properties().forEach(member -> members.add(member.getKey() + ":" + shape(member.getValue())));
            return members.toString();
        }
        return node.isArray() ? "list" : node.getNodeType().toString();
    }

    @Test
    void noTwoParametersOfAnOperationAnswerToOneName() {
        for (Spec spec : ops().specs()) {
            Set<String> names = new HashSet<>();
            for (Param<?> param : spec.params()) {
                List<String> all = new ArrayList<>(param.also());
                all.add(param.path());
                for (String name : all) {
                    assertThat(names.add(name))
                            .as(spec.name() + " has " + name + " twice")
                            .isTrue();
                }
                assertThat(param.prose()).as(spec.name() + " " + param.path()).endsWith(".");
            }
        }
    }

    @Test
    void theOpenApiDocumentDescribesEveryOperation() {
        Reply reply = server.get("/backend/openapi.json");
        JsonNode document = MAPPER.readTree(reply.text());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        JsonNode schemas = document.path("components").path("schemas");
        JsonNode oneOf = document.at("/paths/~1backend/post/requestBody/content/application~1json/schema/oneOf");
        assertThat(oneOf.size()).isEqualTo(ops().specs().size());
        for (JsonNode one : oneOf) {
            String name = one.path("$ref").asString().substring("#/components/schemas/".length());
            assertThat(schemas.path(name)
                            .path("properties")
                            .path("op")
                            .path("enum")
                            .get(0)
                            .asString())
                    .isEqualTo(name);
        }
        JsonNode user = schemas.at("/useradd/properties/user");
        assertThat(user.at("/properties/token/properties/appid/type").asString())
                .isEqualTo("string");
        assertThat(schemas.at("/groupset/properties/group/required").toString()).isEqualTo("[\"gid\"]");
        assertThat(schemas.at("/message/properties/message/properties/message/type")
                        .asString())
                .isEqualTo("string");
        assertThat(reply.text()).doesNotContain(app.token());
    }
}
