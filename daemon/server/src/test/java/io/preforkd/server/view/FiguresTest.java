package io.preforkd.server.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0,0.0KiB",
    "831488,812KiB",
    "1048576,1.0MiB",
    "62914560,60MiB",
    "1610612736,1.5GiB",
    "1099511627776,1024GiB"
  })
  void bytes(long bytes, String text) {
    assertEquals(text, Figures.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0,0.0", "12.34,12.3", "123456.7,123457"})
  void rates(double rate, String text) {
    assertEquals(text, Figures.rate(OptionalDouble.of(rate)));
  }

  @ParameterizedTest
  @CsvSource({"59.94,59.9s", "245,4m05s", "12000,3h20m", "1051200,12d04h"})
  void times(double seconds, String text) {
    assertEquals(text, Figures.time(seconds));
  }
}
