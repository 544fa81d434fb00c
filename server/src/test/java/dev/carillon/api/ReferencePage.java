package dev.carillon.api;

import dev.carillon.api.ops.ApiError;
import dev.carillon.api.ops.Choice;
import dev.carillon.api.ops.OpRegistry;
import dev.carillon.api.ops.Param;
import dev.carillon.api.ops.Spec;
import dev.carillon.groups.GroupFlags;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// Makes `docs/reference/backend-api.md` from the catalogue of operations.
final class ReferencePage {
    private static final String HEAD = """
            # Backend API

            <!-- Made from the catalogue of operations in dev.carillon.api.ops; see the end of the page. -->

            Your back-end manages users, groups and messages over HTTP. Clients of the Mesibo Backend API work after
            changing only the base URL.

            ```
            curl -X POST https://HOST/backend -H 'Content-Type: application/json' -d '
              {"op": "useradd", "token": "APP_TOKEN", "user": {"address": "ana@example.net", "token": {"appid": "com.example.app"}}}'
            ```

            The application token is printed at the first start; whoever has it can do everything in the application.
            Keep it on your servers. A machine-readable description is at `/backend/openapi.json`.

            ## Requests

            - Paths: `/backend`, `/api.php`, `/mesiboapi`, each also with a slash at the end. Nothing redirects.
            - Methods: GET, POST, PUT, DELETE; all mean the same. HEAD never runs an operation. OPTIONS answers a
              browser's preflight. Others get HTTP 405.
            - Parameters come as JSON (nested, as below), as a query, a form, or `multipart/form-data` (flat, under the
              names in the second column), or mixed; the body wins over the query. A body that begins with `{` is read as
              JSON whatever its content type says. Nested and flat names may be mixed; the nested one counts. Objects may
              also come as text that holds JSON.
            - `op` names the operation, `token` is the application token; without one, `Authorization: Bearer` is looked
              at. `id`, if given, is echoed.
            - A name in a query or form that comes again with another value makes a list (`m=a&m=b`, as `m[]=a&m[]=b`);
              where no list is understood it is refused.
            - Names are found in any case. A comma after the last member is allowed, members that come twice count once
              (the last), nesting goes to a depth of 32. Text is UTF-8. Of half a surrogate pair U+FFFD remains.
            - Booleans may be `true`, `false`, 1, 0, or those as text. Integers may be text, decimal or hexadecimal
              (`0x20`). Addresses may be numbers. Lists of addresses are text with commas or JSON lists; empty items are
              skipped. `null`, and an empty value in a query or form, is as good as absent. An empty text in JSON is a
              value: it clears. Members that an operation does not know are ignored.
            - A body may have 1 MiB, multipart 16 MiB; more gets HTTP 413. Of a form of more than 1 MiB the token comes first: in its
              beginning, the query or the header `Authorization`; else HTTP 401. `Content-Encoding: gzip` and `deflate` are understood.

            ## Answers

            Every request that can be read is answered with HTTP 200 and a JSON object. It holds `op` (as you wrote it, in
            lower case), `result` (`true` or `false`), `id` if you gave one, and what the operation says. HTTP 503 is
            answered while the server stops or has no room, with `Retry-After`.

            An answer with `"result": false` also has `error`, `code` (in the sense of HTTP status codes), `cause` (for
            people; may change), and, where parameters are at fault, `properties` with their paths:

            ```json
            {"error": "BADPARA", "code": 400, "cause": "user.uid: must be a whole number from 0 to 2147483647, not abc",
             "properties": ["user.uid"], "op": "userset", "result": false}
            ```

            Requests are checked in the sequence of this table down to `BADPARA`; the first trouble is answered, and
            nothing has happened:

            """;

    private static final String TAIL = """

            ## Not available yet

            These operations of the API are known and answered with `BADOP`, whatever else the request says, once its
            token is good: %s.

            ---

            This page is made by a test. After a change of an operation, `./carillon test -pl protocol,server
            -Dtest=ReferencePageTest -Dreference.write=true -Dsurefire.failIfNoSpecifiedTests=false` writes it anew.
            """;

    private final JsonMapper mapper = new JsonMapper();
    private final ReferenceExamples examples = new ReferenceExamples();
    private final StringBuilder page = new StringBuilder(HEAD);
    private final OpRegistry ops;

    ReferencePage(OpRegistry ops) {
        this.ops = ops;
    }

    String text() {
        errors();
        index();
        ops.specs().forEach(this::operation);
        flags();
        page.append(TAIL.formatted(code(List.copyOf(ops.later()))));
        return page.toString();
    }

    private void errors() {
        row("error", "code", "when");
        row("---", "---", "---");
        for (ApiError error : ApiError.values()) {
            row("`" + error + "`", Integer.toString(error.code()), error.meaning());
        }
    }

    private void index() {
        page.append("\n## Operations\n\n");
        row("operation", "also", "");
        row("---", "---", "---");
        for (Spec spec : ops.specs()) {
            row("[`%1$s`](#%1$s)".formatted(spec.name()), code(spec.aliases()), spec.summary());
        }
    }

    private void operation(Spec spec) {
        page.append("\n### ").append(spec.name()).append("\n\n").append(spec.summary());
        if (!spec.aliases().isEmpty()) {
            page.append(" Also called ").append(code(spec.aliases())).append('.');
        }
        page.append(spec.details().isEmpty() ? "\n" : "\n\n" + spec.details() + "\n");
        page.append("\n```json\n")
                .append(request(spec))
                .append("\n")
                .append(spec.reply().strip())
                .append("\n```\n\n")
                .append(examples.of(request(spec)));
        if (!spec.params().isEmpty()) {
            row("parameter", "in a query or form", "type", "default", "");
            row("---", "---", "---", "---", "---");
            spec.params().forEach(param -> parameter(spec, param));
            page.append('\n');
        }
        spec.choices().stream()
                .map(Choice::params)
                .filter(some -> some.size() > 1)
                .forEach(this::choice);
        page.append("Answer: ").append(spec.answer()).append('\n');
        if (!spec.errors().isEmpty()) {
            page.append("\nErrors of its own: ")
                    .append(code(spec.errors().stream().map(Enum::name).toList()))
                    .append(".\n");
        }
    }

    private void choice(List<Param<?>> some) {
        String names = some.stream().map(param -> "`" + param.path() + "`").collect(Collectors.joining(", "));
        page.append("One of ").append(names).append(" is required.\n\n");
    }

    private String request(Spec spec) {
        String members = spec.request().strip();
        mapper.readTree(members);
        String head = "{\"op\": \"" + spec.name() + "\", \"token\": \"…\"";
        return members.equals("{}") ? head + "}" : head + ", " + members.substring(1);
    }

    private void parameter(Spec spec, Param<?> param) {
        row(
                "`" + param.path() + "`",
                code(param.flatNames()),
                param.kind().label(),
                needed(spec, param) ? "required" : param.fallback(),
                param.prose());
    }

    private static boolean needed(Spec spec, Param<?> param) {
        return spec.choices().stream().map(Choice::params).anyMatch(List.of(param)::equals);
    }

    private void flags() {
        page.append("""

                ## Group flags

                """);
        row("bit", "meaning");
        row("---", "---");
        flag(0, "members send and receive");
        flag(GroupFlags.SEND_BY_SELECTED, "only selected members send");
        flag(GroupFlags.SEND_BY_ANYONE, "anyone sends, also who is no member");
        flag(
                GroupFlags.AUTO_ADD_MEMBER,
                "everybody may join without a pin; who sends without being a member becomes one");
        flag(GroupFlags.RECEIVE_BY_SELECTED, "only selected members receive");
        flag(GroupFlags.RECEIVE_ROUND_ROBIN, "each message goes to one member, in turn");
        flag(GroupFlags.NO_STORAGE, "messages are not stored");
        flag(GroupFlags.RECEIVE_LOOPBACK, "senders get their own messages");
        flag(GroupFlags.PUBLISH_BY_SELECTED, "only selected members publish streams");
        flag(GroupFlags.PUBLISH_BY_ANYONE, "anyone publishes streams");
        flag(GroupFlags.SUBSCRIBE_BY_SELECTED, "only selected members subscribe to streams");
        flag(GroupFlags.SUBSCRIBE_BY_ANYONE, "anyone subscribes to streams");
        flag(GroupFlags.LIST_BY_SELECTED, "only selected members see the publishers");
        flag(GroupFlags.LIST_BY_ANYONE, "anyone sees the publishers");
        flag(GroupFlags.NO_SELF_DELETE, "members cannot remove themselves");
    }

    private void flag(int bit, String meaning) {
        row("`0x" + Integer.toHexString(bit) + "`", meaning);
    }

    private void row(String... cells) {
        page.append("| ");
        for (String cell : cells) {
            page.append(cell.replace("|", "\\|")).append(" | ");
        }
        page.setLength(page.length() - 1);
        page.append('\n');
    }

    private static String code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
