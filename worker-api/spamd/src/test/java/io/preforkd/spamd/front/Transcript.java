package io.preforkd.spamd.front;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One request and the answer that spamd gave it.
 *
 * @param text the request as the file has it
 * @param request its bytes as Latin-1
 * @param reply those of the answer
 */
record Transcript(String text, String request, String reply) {

  static List<Transcript> read(String file) throws IOException {
    List<Transcript> all = new ArrayList<>();
    String request = "";
    for (String line : lines(file)) {
      if (line.startsWith("> ") || line.equals(">")) {
        request = line.substring(Math.min(2, line.length()));
      } else if (line.startsWith("<")) {
        String reply = line.substring(Math.min(2, line.length()));
        all.add(new Transcript(request, bytes(request), bytes(reply)));
      }
    }
    return all;
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = Transcript.class.getResourceAsStream("/io/preforkd/spamd/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static String bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        bytes.write(text.charAt(i));
        continue;
      }
      char escaped = text.charAt(++i);
      if (escaped == 'x') {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(escaped == 'r' ? '\r' : escaped == 'n' ? '\n' : escaped);
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return text;
  }
}
