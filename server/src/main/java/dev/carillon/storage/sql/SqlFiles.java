package dev.carillon.storage.sql;

import dev.carillon.files.FileStore;
import dev.carillon.files.StoredFile;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Files, uploads and references in SQL.
record SqlFiles(Writer writer, Readers readers) implements FileStore {

    private <T extends @Nullable Object> T read(Function<FileRows, T> work) {
        return readers.read(sql -> work.apply(new FileRows(sql)));
    }

    private <T extends @Nullable Object> T write(Function<FileRows, T> work) {
        return writer.write(sql -> work.apply(new FileRows(sql)));
    }

    private void change(Consumer<FileRows> work) {
        writer.<@Nullable Object>write(sql -> {
            work.accept(new FileRows(sql));
            return null;
        });
    }

    @Override
    public Room open(StoredFile.Upload upload, int most, long quota) {
        return write(rows -> rows.open(upload, most, quota));
    }

    @Override
    public StoredFile.@Nullable Upload upload(String id) {
        return this.<StoredFile.@Nullable Upload>read(rows -> rows.upload(id));
    }

    @Override
    public void progress(String id, long received, long length) {
        change(rows -> rows.progress(id, received, length));
    }

    @Override
    public void dropUpload(String id) {
        change(rows -> rows.dropUpload(id));
    }

    @Override
    public List<StoredFile.Upload> ended(long now, int limit) {
        return read(rows -> rows.ended(now, limit));
    }

    @Override
    public long outstanding() {
        return read(FileRows::outstanding);
    }

    @Override
    public void add(StoredFile file, String upload) {
        change(rows -> rows.add(file, upload));
    }

    @Override
    public @Nullable StoredFile file(String id) {
        return this.<@Nullable StoredFile>read(rows -> rows.file(id));
    }

    @Override
    public Sum sum() {
        return read(FileRows::sum);
    }

    @Override
    public List<StoredFile> due(long now, int limit) {
        return read(rows -> rows.due(now, limit));
    }

    @Override
    public void checkSoon(List<String> ids, long at, int times) {
        change(rows -> rows.checkSoon(ids, at, times));
    }

    @Override
    public void refer(List<StoredFile.Reference> references) {
        change(rows -> references.forEach(rows::refer));
    }

    @Override
    public List<StoredFile.Reference> references(String file) {
        return read(rows -> rows.references(file));
    }

    @Override
    public List<String> filesAbout(int uid) {
        return read(rows -> rows.filesAbout(uid));
    }

    @Override
    public List<String> filesAboutGroup(int gid) {
        return read(rows -> rows.filesAboutGroup(gid));
    }

    @Override
    public List<String> picturesOfGroup(int gid) {
        return read(rows -> rows.picturesOfGroup(gid));
    }

    @Override
    public boolean settle(StoredFile checked, List<StoredFile.Reference> gone, Fate fate) {
        return write(rows -> rows.settle(checked, gone, fate));
    }

    @Override
    public int dropOfApp(int aid, int limit) {
        return write(rows -> rows.dropOfApp(aid, limit));
    }

    @Override
    public List<String> garbage(int limit) {
        return read(rows -> rows.garbage(limit));
    }

    @Override
    public void cleared(String id) {
        change(rows -> rows.cleared(id));
    }
}
