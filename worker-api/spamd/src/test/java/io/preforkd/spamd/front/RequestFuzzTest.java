package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jazzer looks for a request that is answered with what is none of the protocol's answers. */
class RequestFuzzTest {
  static Stream<Arguments> known() throws IOException {
    return Transcript.read("spamd.transcript").stream()
        .map(one -> one.request().getBytes(StandardCharsets.ISO_8859_1))
        .map(Arguments::of);
  }

  @MethodSource("known")
  @FuzzTest(maxDuration = "5m")
  void everyAnswerIsOneOfTheProtocol(byte[] request) throws Exception {
    Played played =
        Played.with("allow-tell", "on", "inflated-size", "64KiB", "line-length", "4096");
    assertTrue(Answers.isOne(played.answer(request)));
  }
}
