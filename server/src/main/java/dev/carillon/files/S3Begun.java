package dev.carillon.files;

import dev.carillon.gateway.HttpDate;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An upload in parts that an S3 service says was begun and has not ended.
///
/// @param key of the object that it would become, with the prefix
/// @param id of the upload
record S3Begun(String key, String id, Instant when) {

    /// What there is, and the service's time, which is not ours.
    record Uploads(List<S3Begun> list, Instant now) {}

    /// Of a header.
    static Instant time(String date) throws IOException {
        Long seconds = HttpDate.seconds(date);
        if (seconds == null) {
            throw new IOException("S3 tells no time that can be read");
        }
        return Instant.ofEpochSecond(seconds);
    }

    /// The uploads of a `ListMultipartUploadsResult`; those that are not told whole are left out.
    static List<S3Begun> read(InputStream xml) throws IOException {
        var factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            return read(factory.createXMLStreamReader(xml));
        } catch (XMLStreamException e) {
            throw new IOException("S3 answered with something else than a list of uploads", e);
        }
    }

    private static List<S3Begun> read(XMLStreamReader xml) throws XMLStreamException {
        List<S3Begun> uploads = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("Upload")) {
                add(uploads, fields(xml));
            }
        }
        return uploads;
    }

    /// What stands in an element, up to its end; elements deeper inside come after, and are not wanted.
    private static Map<String, String> fields(XMLStreamReader xml) throws XMLStreamException {
        Map<String, String> fields = new HashMap<>();
        var text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (xml.getLocalName().equals("Upload")) {
                        return fields;
                    }
                    fields.putIfAbsent(xml.getLocalName(), text.toString());
                }
                default -> {}
            }
        }
    }

    private static void add(List<S3Begun> uploads, Map<String, String> fields) {
        String key = fields.getOrDefault("Key", "");
        String id = fields.getOrDefault("UploadId", "");
        try {
            Instant when = Instant.parse(fields.getOrDefault("Initiated", ""));
            if (!key.isEmpty() && !id.isEmpty()) {
                uploads.add(new S3Begun(key, id, when));
            }
        } catch (DateTimeException e) {
            // of unknown age: it stays
        }
    }
}
