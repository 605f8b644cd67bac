package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that nobody has thought of: whatever comes, the answer is one of the protocol's. */
class RandomRequestsTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int REQUESTS = 20_000;

  private static final List<String> WORDS =
      List.of(
          "CHECK SPAMC/1.5\r\n",
          "PROCESS SPAMC/1.2\r\n",
          "TELL SPAMC/1.5\r\n",
          "Content-length: ",
          "Compress: zlib\r\n",
          "User: ",
          "Set: local,remote\r\n",
          "Remove: local\r\n",
          "Message-class: spam\r\n",
          "\r\n",
          "\n",
          ":",
          "x\u009c",
          "99999999999999999999",
          "\0");

  private final Random random = new Random(SEED);

  @Test
  @Timeout(300)
  void everyAnswerIsOneOfTheProtocol() throws Exception {
    List<Transcript> known = Transcript.read("spamd.transcript");
    Played played =
        Played.with("allow-tell", "on", "inflated-size", "64KiB", "line-length", "4096");
    for (int i = 0; i < REQUESTS; i++) {
      byte[] request = changed(known.get(random.nextInt(known.size())).request());
      byte[] answer = played.answer(request);
      assertTrue(
          Answers.isOne(answer),
          () -> "seed " + SEED + ": " + text(request) + " -> " + text(answer));
    }
  }

  private byte[] changed(String request) {
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    for (byte b : request.getBytes(StandardCharsets.ISO_8859_1)) {
      switch (random.nextInt(60)) {
        case 0 -> other.write(random.nextInt(256));
        case 1 -> other.writeBytes(word());
        case 2 -> {}
        default -> other.write(b);
      }
    }
    return other.toByteArray();
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
