package io.preforkd.simulation.rules;

import io.preforkd.pool.EndReason;
import io.preforkd.pool.Pressure;

/** While memory is short only what a pool cannot be without is started, and idle children leave. */
final class PressureRule extends Rule {
  private Pressure told = Pressure.NONE;

  PressureRule(Scene scene, Books books) {
    super(scene, books);
  }

  @Override
  public void drain(int slot, long generation, EndReason reason) {
    if (reason == EndReason.PRESSURE) {
      require(books.pressure() == Pressure.FULL, "a child leaves, and memory is not short");
      require(books.serving() > books.kept(), "a child leaves that the pool cannot be without");
    }
  }

  @Override
  public void pressed(Pressure level) {
    require(level.compareTo(told) > 0 && books.isOpen(), "told twice in one episode");
    told = level;
  }

  @Override
  public void eased(long nanos) {
    require(told != Pressure.NONE && books.pressure() == Pressure.NONE, "memory is still short");
    told = Pressure.NONE;
  }

  @Override
  public void settled() {
    if (!books.isOpen()) {
      return;
    }
    told = told.compareTo(books.pressure()) > 0 && told == Pressure.FULL ? books.pressure() : told;
    require(told.compareTo(books.pressure()) >= 0, "nobody is told that memory is short");
    require(
        books.pressure() != Pressure.FULL || books.ready() == 0 || books.serving() <= books.kept(),
        "an idle child stays though memory is very short");
  }
}
