package dev.carillon.app;

import dev.carillon.api.ApiSettings;
import dev.carillon.api.Nearest;
import dev.carillon.files.FileSettings;
import dev.carillon.gateway.netty.HttpLimits;
import dev.carillon.groups.GroupLimits;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of one run. Each is taken from the command line, else the environment, else the file, else its
/// default in [Setting].
///
/// @param hostGiven somebody has chosen the host; otherwise it is the default
/// @param stopDelay seconds
/// @param logSlow milliseconds; 0: never
/// @param backendPaths of the Backend API, beside those that it always has
/// @param demoLogin name of an app; empty: there is none
/// @param downloads answers from files at the same time
/// @param trustedProxies networks of proxies that are believed
record Config(
        String host,
        boolean hostGiven,
        int port,
        Path data,
        int connections,
        int requests,
        int eventLoops,
        int messageRate,
        int stopDelay,
        int logSlow,
        MetricsDoor.Setup metrics,
        ApiSettings backend,
        List<String> backendPaths,
        String demoLogin,
        GroupLimits groups,
        FileSettings files,
        int downloads,
        List<String> trustedProxies) {

    /// @param flags what the command line says
    /// @param file the file to read, or null
    /// @throws StartFailure naming the key, where it stands, and what would be allowed
    static Config of(Map<Setting, String> flags, Map<String, String> environment, @Nullable Path file)
            throws StartFailure {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, setting.normal());
        }
        Set<Setting> given = EnumSet.noneOf(Setting.class);
        if (file != null) {
            Map<Setting, String> written = read(file);
            values.putAll(written);
            given.addAll(written.keySet());
        }
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.variable());
            if (value != null && !Variables.isOfPlatform(setting.variable(), value)) {
                given.add(setting);
                values.put(setting, checked(setting, value, setting.variable()));
            }
        }
        for (var flag : flags.entrySet()) {
            given.add(flag.getKey());
            values.put(
                    flag.getKey(),
                    checked(flag.getKey(), flag.getValue(), "--" + flag.getKey().key()));
        }
        return new Config(
                text(values, Setting.HOST),
                given.contains(Setting.HOST),
                number(values, Setting.PORT),
                Path.of(text(values, Setting.DATA)),
                number(values, Setting.CONNECTIONS),
                number(values, Setting.REQUESTS),
                number(values, Setting.EVENT_LOOPS),
                number(values, Setting.MESSAGE_RATE),
                number(values, Setting.STOP_DELAY),
                number(values, Setting.LOG_SLOW),
                metrics(values),
                backend(values),
                Setting.words(text(values, Setting.BACKEND_PATHS)),
                text(values, Setting.DEMO_LOGIN),
                new GroupLimits(number(values, Setting.GROUPS_OWNED), number(values, Setting.GROUPS_JOINED)),
                files(values),
                number(values, Setting.FILES_DOWNLOADS),
                Setting.words(text(values, Setting.TRUSTED_PROXIES)));
    }

    private static MetricsDoor.Setup metrics(Map<Setting, String> values) throws StartFailure {
        String listen = text(values, Setting.METRICS_LISTEN);
        int colon = listen.lastIndexOf(':');
        if (colon < 0) {
            return new MetricsDoor.Setup(text(values, Setting.METRICS_TOKEN), "", 0);
        }
        int port = Integer.parseInt(listen, colon + 1, listen.length(), 10);
        if (!Setting.PORT.allows(Integer.toString(port))) {
            throw new StartFailure(Setting.METRICS_LISTEN.key() + ": " + port + " is no port");
        }
        String host = listen.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        return new MetricsDoor.Setup(text(values, Setting.METRICS_TOKEN), host, port);
    }

    private static FileSettings files(Map<Setting, String> values) throws StartFailure {
        return new FileSettings(
                mebibytes(values, Setting.FILES_MAX_SIZE),
                mebibytes(values, Setting.FILES_QUOTA),
                number(values, Setting.FILES_UNFINISHED),
                number(values, Setting.FILES_UPLOADS),
                number(values, Setting.FILES_UPLOAD_HOURS),
                mebibytes(values, Setting.FILES_RESERVE),
                number(values, Setting.FILES_UNUSED_DAYS),
                flag(values, Setting.FILES_SIGNED),
                number(values, Setting.FILES_SIGNED_HOURS),
                text(values, Setting.PUBLIC_URL).replaceAll("/+$", ""),
                s3(values));
    }

    private static long mebibytes(Map<Setting, String> values, Setting setting) {
        return (long) number(values, setting) << 20;
    }

    private static FileSettings.@Nullable S3 s3(Map<Setting, String> values) throws StartFailure {
        String endpoint = text(values, Setting.FILES_S3_ENDPOINT);
        if (endpoint.isEmpty()) {
            return null;
        }
        for (Setting needed : List.of(Setting.FILES_S3_ACCESS_KEY, Setting.FILES_S3_SECRET_KEY)) {
            if (text(values, needed).isEmpty()) {
                throw new StartFailure(
                        needed.key() + ": it is needed, because " + Setting.FILES_S3_ENDPOINT.key() + " is set");
            }
        }
        try {
            return new FileSettings.S3(
                    new URI(endpoint),
                    text(values, Setting.FILES_S3_REGION),
                    text(values, Setting.FILES_S3_BUCKET),
                    text(values, Setting.FILES_S3_PREFIX),
                    text(values, Setting.FILES_S3_ACCESS_KEY),
                    text(values, Setting.FILES_S3_SECRET_KEY));
        } catch (URISyntaxException e) {
            throw new StartFailure(Setting.FILES_S3_ENDPOINT.key() + ": " + e.getMessage(), e);
        }
    }

    private static ApiSettings backend(Map<Setting, String> values) {
        int rate = number(values, Setting.BACKEND_RATE);
        return new ApiSettings(
                flag(values, Setting.BACKEND_CORS),
                flag(values, Setting.BACKEND_LEGACY_ENVELOPE),
                flag(values, Setting.BACKEND_SHOW_TOKENS),
                Setting.words(text(values, Setting.BACKEND_NETWORKS)),
                rate == 0 ? null : new ApiSettings.Rate(rate, 2 * rate),
                address(values),
                HttpLimits.DEFAULT.bodyBytes(),
                HttpLimits.DEFAULT.multipartBytes());
    }

    /// Under which clients reach the server: as configured, else the address on which it listens; empty where the
    /// system chooses the port.
    private static String address(Map<Setting, String> values) {
        String configured = text(values, Setting.PUBLIC_URL);
        if (!configured.isEmpty()) {
            return configured.replaceFirst("/+$", "");
        }
        if (number(values, Setting.PORT) == 0) {
            return "";
        }
        String host = text(values, Setting.HOST);
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + text(values, Setting.PORT);
    }

    private static boolean flag(Map<Setting, String> values, Setting setting) {
        return Boolean.parseBoolean(text(values, setting));
    }

    private static String text(Map<Setting, String> values, Setting setting) {
        return String.valueOf(values.get(setting));
    }

    private static int number(Map<Setting, String> values, Setting setting) {
        return Integer.parseInt(text(values, setting));
    }

    private static String checked(Setting setting, String value, String where) throws StartFailure {
        String trimmed = value.strip();
        if (!setting.allows(trimmed)) {
            throw new StartFailure(where + ": \"" + trimmed + "\" is not " + setting.allowed());
        }
        return trimmed;
    }

    /// Lines `key = value`; empty ones and those that begin with `#` say nothing.
    private static Map<Setting, String> read(Path file) throws StartFailure {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String where = file + ", line " + (i + 1);
                Setting setting = setting(line, where);
                if (values.containsKey(setting)) {
                    throw new StartFailure(where + ": \"" + setting.key() + "\" is set a second time");
                }
                values.put(
                        setting, checked(setting, line.substring(line.indexOf('=') + 1), where + ": " + setting.key()));
            }
        }
        return values;
    }

    private static List<String> lines(Path file) throws StartFailure {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new StartFailure("the configuration file " + file + " does not exist", e);
        } catch (MalformedInputException e) {
            throw new StartFailure("the configuration file " + file + " is not text in UTF-8", e);
        } catch (IOException e) {
            throw new StartFailure("the configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Setting setting(String line, String where) throws StartFailure {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new StartFailure(where + ": not \"key = value\": " + line);
        }
        String key = line.substring(0, equals).strip();
        Setting setting = Setting.of(key);
        if (setting == null) {
            String nearest = Nearest.to(key, Setting.keys());
            throw new StartFailure(where + ": unknown key \"" + key + "\""
                    + (nearest == null
                            ? "; docs/reference/configuration.md lists them"
                            : "; the nearest known one is \"" + nearest + "\""));
        }
        return setting;
    }
}
