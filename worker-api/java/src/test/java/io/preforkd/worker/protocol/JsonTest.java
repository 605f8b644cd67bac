package io.preforkd.worker.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsEveryKindOfValue() throws ProtocolException {
    Map<String, Object> read =
        Json.object(
            " {\"n\":-7, \"d\":2.5e1,\"t\":true,\"f\":false,\"x\":null,\"a\":[1,\"b\",[]],\"o\":{}} ");
    assertEquals(List.of("n", "d", "t", "f", "x", "a", "o"), List.copyOf(read.keySet()));
    assertEquals(
        Arrays.asList(-7L, 25.0, true, false, null, List.of(1L, "b", List.of()), Map.of()),
        new ArrayList<>(read.values()));
  }

  @Test
  void readsWhatItQuoted() throws ProtocolException {
    String text = "a\"\\/\n\r\t\b\f\u0001\u001f\u00e9\ud83d\ude00";
    assertEquals(
        Map.of(text, text), Json.object("{" + Json.quote(text) + ":" + Json.quote(text) + "}"));
  }

  @Test
  void readsEscapes() throws ProtocolException {
    assertEquals(
        Map.of("k", "\"\\/\n\r\t\b\f\u00e9"),
        Json.object("{\"k\":\"\\\"\\\\\\/\\n\\r\\t\\b\\f\\u00e9\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{\"a\":tru}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":[1}",
        "{\"a\":\"",
        "{\"a\":--1}"
      })
  void refusesWhatIsNoObject(String text) {
    assertThrows(ProtocolException.class, () -> Json.object(text));
  }

  @Test
  void namesThePlaceOfTheFault() {
    ProtocolException fault = assertThrows(ProtocolException.class, () -> Json.object("{\"a\" 1}"));
    assertEquals("JSON, character 6: expected ':'", fault.getMessage());
  }

  @Test
  void refusesBottomlessNesting() {
    String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThrows(ProtocolException.class, () -> Json.object(deep));
  }
}
