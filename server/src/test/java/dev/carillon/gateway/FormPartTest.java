package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormPartTest {
    @ParameterizedTest
    @Tag("E9")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "form-data; name=\"a\"~a~-",
                "form-data;name=a;filename=b.txt~a~b.txt",
                "form-data; filename=\"b.txt\"; name=\"a\"~a~b.txt",
                "FORM-DATA; NAME=\"a\"; FileName=\"b.txt\"~a~b.txt",
                "form-data; name=\"a\"; filename=\"\"~a~``",
                "form-data; name=\"a\"; filename=\"say \\\"hi\\\".txt\"~a~say \"hi\".txt",
                "form-data; name=\"a\"; filename=\"say %22hi%22.txt\"~a~say \"hi\".txt",
                "form-data; name=\"a;b\"; filename=\"x; filename=y.txt\"~a;b~x; filename=y.txt",
                "form-data; name=\"a\"; filename=\"C:\\dir\\b.txt\"~a~C:\\dir\\b.txt",
                "form-data; name=\"a\"; filename=\"b\\\\c.txt\"~a~b\\c.txt",
                "form-data; name = \"a\" ; filename = \"b.txt\"~a~b.txt",
                "form-data; name=\"a\"; filename=\"no end~a~no end",
                "form-data; name=\"a\"; filename=\"b.txt\"; filename*=UTF-8''%C3%A9.txt~a~é.txt",
                "form-data; name=\"a\"; filename*=utf-8'en'%C3%A9+1.txt; filename=\"b.txt\"~a~é+1.txt",
                "form-data; name=\"a\"; filename*=ISO-8859-1''%E9.txt~a~é.txt",
                "form-data; name=\"a\"; filename=\"b.txt\"; filename*=UTF-8''%E9.txt~a~b.txt",
                "form-data; name=\"a\"; filename=\"b.txt\"; filename*=UTF-8''%zz~a~b.txt",
                "form-data; name=\"a\"; filename=\"b.txt\"; filename*=KOI8-R''%C1~a~b.txt",
                "form-data; name=\"a\"; filename=\"b.txt\"; filename*=nonsense~a~b.txt",
                "form-data; name=\"a\"; filename*=nonsense~a~``",
                "form-data; filename=\"b.txt\"~-~b.txt",
                "form-data~-~-",
                "attachment; x~-~-"
            })
    void readsNames(String disposition, String name, String fileName) {
        FormPart part = FormPart.of("Content-Type: text/plain\r\nContent-Disposition: " + disposition + "\r\n");
        assertThat(part.name()).isEqualTo(name);
        assertThat(part.fileName()).isEqualTo(fileName);
        assertThat(part.type()).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @Tag("E9")
    @CsvSource(
            delimiter = '~',
            nullValues = "-",
            value = {
                "multipart/form-data; boundary=b~b",
                "multipart/form-data; charset=utf-8; boundary=\"b c\"~b c",
                "Multipart/Form-Data;Boundary=B~B",
                "multipart/form-data; xboundary=b~-",
                "multipart/form-data; boundary=~-",
                "multipart/form-data; boundary=\"b~-",
                "text/plain; boundary=b~-"
            })
    void findsTheBoundary(String type, String boundary) {
        assertThat(FormPart.boundary(type)).isEqualTo(boundary);
    }
}
