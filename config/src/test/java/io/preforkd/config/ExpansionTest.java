package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpansionTest {
  private final Expansion expansion =
      new Expansion(Map.of("SET", "value", "EMPTY", "", "TRICKY", "${SET}$1\\"));

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a${SET}b, avalueb",
    "${SET:-other}, value",
    "${UNSET:-other}, other",
    "${UNSET:-}, ''",
    "${EMPTY}, ''",
    "${EMPTY:-other}, other",
    "$$, $",
    "$${SET}, ${SET}",
    "${SET}${SET}, valuevalue"
  })
  void putsVariablesIntoTexts(String text, String expanded) throws BadValue {
    assertEquals(expanded, expansion.expand(text).text());
  }

  @Test
  void aValueIsNotExpandedOnceMore() throws BadValue {
    assertEquals("${SET}$1\\", expansion.expand("${TRICKY}").text());
  }

  @Test
  void namesOnlyTheVariablesThatWereUsed() throws BadValue {
    assertEquals(List.of("SET"), expansion.expand("${SET}${UNSET:-x}").variables());
  }

  @ParameterizedTest
  @CsvSource({"${UNSET}", "$", "a$b", "${", "${1}", "${SET-x}"})
  void refusesWhatItDoesNotKnow(String text) {
    assertThrows(BadValue.class, () -> expansion.expand(text));
  }
}
