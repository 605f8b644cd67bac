package io.preforkd.server.cli;

import io.preforkd.pool.model.Arrivals;
import io.preforkd.pool.model.ServiceTime;
import io.preforkd.server.capacity.LoadForm;
import io.preforkd.server.capacity.Quantities;
import io.preforkd.server.capacity.WhatIf;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options of the command line may hold; a fault is told without the name of its class. */
final class Converters {
  private Converters() {}

  /** A time, nanoseconds. */
  static final class OfTime implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return read(text, Quantities::time);
    }
  }

  /** A size, bytes. */
  static final class OfSize implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return read(text, Quantities::size);
    }
  }

  static final class OfArrivals implements ITypeConverter<Arrivals> {
    @Override
    public Arrivals convert(String text) {
      return read(text, LoadForm::arrivals);
    }
  }

  static final class OfService implements ITypeConverter<ServiceTime> {
    @Override
    public ServiceTime convert(String text) {
      return read(text, LoadForm::service);
    }
  }

  static final class OfWhatIf implements ITypeConverter<WhatIf> {
    @Override
    public WhatIf convert(String text) {
      return read(text, WhatIf::parse);
    }
  }

  private static <T> T read(String text, Function<String, T> form) {
    try {
      return form.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
