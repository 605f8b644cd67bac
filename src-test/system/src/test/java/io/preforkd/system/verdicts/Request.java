package io.preforkd.system.verdicts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * What a client sends.
 *
 * @param name says of what mail, command and version it is
 * @param text its bytes, each a letter of ISO 8859-1
 */
record Request(String name, String text) {

  /** Of a version that has headers, each of which ends its line; the mail's length is added. */
  static Request of(Mail mail, String command, String version, String headers) {
    String head = command + " SPAMC/" + version + "\r\n";
    String name = mail.name() + ", " + command + ", SPAMC/" + version;
    return new Request(
        name,
        version.equals("1.0")
            ? head + mail.text()
            : head + headers + length(mail.text()) + mail.text());
  }

  /** The same for what is sent compressed. */
  static Request compressed(Mail mail, String command, String version, String headers) {
    Mail small = new Mail(mail.name() + " compressed", deflated(mail.bytes()));
    return of(small, command, version, headers + "Compress: zlib\r\n");
  }

  private static String length(String body) {
    return "Content-length: " + body.length() + "\r\n\r\n";
  }

  private static String deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      all.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return all.toString(ISO_8859_1);
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }
}
