package dev.carillon.files;

/// What a file is, by its first bytes, and so what it is served as: never a type that a browser would run, whatever
/// its name or its sender say.
///
/// @param kind `MESIBO_FILETYPE_*`
/// @param inline whether a browser may show it in place
record FileType(String type, int kind, boolean inline) {
    static final int IMAGE = 1;
    static final int VIDEO = 2;
    static final int AUDIO = 3;
    static final int OTHER = 10;

    static final FileType UNKNOWN = attachment("application/octet-stream");

    static FileType image(String type) {
        return new FileType(type, IMAGE, true);
    }

    static FileType video(String type) {
        return new FileType(type, VIDEO, true);
    }

    static FileType audio(String type) {
        return new FileType(type, AUDIO, true);
    }

    static FileType text(boolean inline) {
        return new FileType("text/plain; charset=utf-8", OTHER, inline);
    }

    static FileType attachment(String type) {
        return new FileType(type, OTHER, false);
    }
}
