package dev.carillon.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the recipients of a message see. All members are optional; binary ones are base64 in JSON.
///
/// @param text at most 64 KiB
/// @param data binary, in JSON base64; at most 64 KiB
/// @param url where the file lies
/// @param fileType `MESIBO_FILETYPE_*`: 1 image, 2 video, 3 audio, 10 other
/// @param fileSize bytes
/// @param thumbnail a small picture, in JSON base64; at most 32 KiB
/// @param latitude degrees, −90 to 90
/// @param longitude degrees, −180 to 180
/// @param fields the application's own values
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Content(
        @Nullable String text,
        byte @Nullable [] data,
        @Nullable String title,
        @Nullable String subtitle,
        @Nullable String footer,
        @Nullable String url,
        @Nullable String launchUrl,
        @Nullable Integer fileType,
        @Nullable String fileName,
        @Nullable Long fileSize,
        @Nullable String mimeType,
        byte @Nullable [] thumbnail,
        @Nullable Double latitude,
        @Nullable Double longitude,
        @Nullable Map<String, @Nullable Object> fields) {

    /// A content of text only.
    public static Content text(String text) {
        return new Content(text, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /// With the texts of people by the rule of [Texts]: one of which nothing can be seen is absent. The same object
    /// when nothing changes, as nearly always.
    public Content kept() {
        return isKept(text) && isKept(title) && isKept(subtitle) && isKept(footer)
                ? this
                : new Content(
                        keptOrNull(text),
                        data,
                        keptOrNull(title),
                        keptOrNull(subtitle),
                        keptOrNull(footer),
                        url,
                        launchUrl,
                        fileType,
                        fileName,
                        fileSize,
                        mimeType,
                        thumbnail,
                        latitude,
                        longitude,
                        fields);
    }

    private static boolean isKept(@Nullable String text) {
        return text == null || Texts.kept(text).equals(text);
    }

    private static @Nullable String keptOrNull(@Nullable String text) {
        String kept = text == null ? "" : Texts.kept(text);
        return kept.isEmpty() ? null : kept;
    }
}
