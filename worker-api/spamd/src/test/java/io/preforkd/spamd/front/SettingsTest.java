package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @Test
  void defaultsAreThoseOfSpamdAndLetPassWhatItDoes() {
    Settings settings = Settings.of(Map.of());
    assertEquals("io.preforkd.spamd.rules.RulesScanner", settings.scanner());
    assertFalse(settings.allowTell());
    assertEquals(30, settings.timeoutTcp());
    assertEquals(300, settings.timeoutChild());
    assertEquals(new Settings.Limits(1 << 28, 1 << 28, 1 << 20, 255), settings.limits());
    assertEquals(5, settings.drainTime());
    assertEquals(Map.of(), settings.ofScanner());
  }

  @Test
  void readsAllOfThemAndLeavesTheRestToTheScanner() {
    Settings settings =
        Settings.of(
            Map.of(
                "scanner", "a.B",
                "allow-tell", "on",
                "timeout-tcp", "0",
                "timeout-child", "2h",
                "message-size", "1GiB",
                "inflated-size", "3MiB",
                "line-length", "100",
                "headers", "0",
                "drain-time", "7s",
                "colour", "blue"));
    assertEquals("a.B", settings.scanner());
    assertTrue(settings.allowTell());
    assertEquals(0, settings.timeoutTcp());
    assertEquals(7200, settings.timeoutChild());
    assertEquals(new Settings.Limits(1 << 30, 3 << 20, 100, 0), settings.limits());
    assertEquals(7, settings.drainTime());
    assertEquals(Map.of("colour", "blue"), settings.ofScanner());
  }

  @ParameterizedTest
  @CsvSource({
    "allow-tell, yes, on or off",
    "timeout-tcp, 30, a time in whole seconds",
    "timeout-child, -1s, a time in whole seconds",
    "drain-time, 100ms, a time in whole seconds",
    "message-size, 0, a size from 1 to 2147483647 bytes",
    "inflated-size, 2GiB, a size from 1 to 2147483647 bytes",
    "line-length, 1MB, a size from 1 to 2147483647 bytes",
    "headers, many, a whole number from 0 to 999999",
  })
  void namesWhatIsWrong(String key, String value, String remedy) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Settings.of(Map.of(key, value)))
            .getMessage();
    assertTrue(message.startsWith(key + ": \"" + value + "\" is wrong; give " + remedy), message);
  }
}
