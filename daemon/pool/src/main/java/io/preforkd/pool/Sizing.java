package io.preforkd.pool;

/** Asks the scaling algorithm, and does what it advises as far as the limits allow. */
final class Sizing {
  /** When another pool may have given up a child, if the cap over all pools stands in the way. */
  static final long ASK_QUOTA_AGAIN = 100_000_000L;

  private final Scoreboard board;
  private final Children children;
  private final Throttle throttle;
  private final Endings endings;
  private final ScalingAlgorithm algorithm;
  private final Quota.Share quota;
  private final Outbox out;
  private final Alarm alarm;
  private final Dispatcher dispatcher;
  private final Memory memory = new Memory();
  private final Saturation saturation = new Saturation();
  private final Hold hold = new Hold();
  private final View view = new View();

  Sizing(
      Scoreboard board,
      Dispatcher dispatcher,
      Children children,
      Throttle throttle,
      Endings endings,
      ScalingAlgorithm algorithm,
      Quota.Share quota,
      Outbox out,
      Alarm alarm) {
    this.board = board;
    this.dispatcher = dispatcher;
    this.children = children;
    this.throttle = throttle;
    this.endings = endings;
    this.algorithm = algorithm;
    this.quota = quota;
    this.out = out;
    this.alarm = alarm;
  }

  Saturation saturation() {
    return saturation;
  }

  Memory memory() {
    return memory;
  }

  Hold hold() {
    return hold;
  }

  void obey(SizeOrder order, PoolSpec spec) {
    hold.obey(order, board.active(), spec.max());
    if (!hold.isOn()) {
      algorithm.forget();
    }
  }

  Throttle throttle() {
    return throttle;
  }

  void open(long now, PoolSpec spec) {
    start(now, spec, spec.start(), SpawnReason.OPENING);
  }

  /**
   * Children that are starting may never come up: nobody who serves leaves before they do, or there
   * might be no one.
   */
  void scale(long now, PoolSpec spec, boolean afterReport) {
    Advice advice = ask(now, spec, afterReport);
    start(now, spec, advice.start(), advice.reason());
    int surplus = board.serving() - hold.ceiling(spec.max());
    drain(now, spec, Math.max(advice.drain(), surplus), EndReason.SHRINK);
    if (memory.at(now) == Pressure.FULL) {
      drain(now, spec, board.serving() - kept(spec), EndReason.PRESSURE);
    }
    memory.check(now, out, alarm);
    saturation.check(now, out, alarm);
  }

  /** Fewest children that there should be: of the operator's number none may be missing. */
  int floor(PoolSpec spec) {
    return hold.isOn() ? hold.ceiling(spec.max()) : spec.floor();
  }

  /**
   * Whether children are missing, of whom so many are here or about to be replaced, and will come.
   */
  boolean fills(int size, long now, PoolSpec spec) {
    boolean isCapped = board.living() == board.active() && room(now, spec) == 0;
    return size < floor(spec) && !isCapped;
  }

  /** Whether the pool would be short of a child if an idle one left. */
  boolean needsAll(PoolSpec spec) {
    int others = board.count(SlotState.STARTING) - 1;
    return board.spares() + others * spec.concurrency() < spec.minSpare()
        || board.active() <= spec.floor();
  }

  /** Starts a child in the place of one that leaves; if there is no room yet, its end makes it. */
  void replace(long now, PoolSpec spec) {
    start(now, spec, 1, SpawnReason.REPLACEMENT);
  }

  /**
   * Starts somebody wherever clients wait for whom nobody else can accept, also beyond what the
   * operator and the memory allow: whoever is idle leaves for it afterwards. Where max or the cap
   * over all pools is reached, he leaves before.
   */
  void rescue(long now, PoolSpec spec) {
    if (board.strandedSlots() == 0) {
      return;
    }
    int mayStart = throttle.allows(now, board.count(SlotState.STARTING));
    int starts = Math.min(board.strandedSlots(), Math.min(hardRoom(spec), mayStart));
    for (int i = 0; i < starts; i++) {
      children.spawn(now, SpawnReason.STRANDED, spec);
    }
    if (board.strandedSlots() > board.leavingSoon() && mayStart > 0 && hardRoom(spec) <= 0) {
      drain(now, spec, 1, EndReason.ROOM);
    }
    if (board.strandedSlots() > 0) {
      askAgain(now, spec);
    }
  }

  /** While the pool closes: children for what is queued, no spares, and nobody leaves early. */
  void growForQueue(long now, PoolSpec spec, boolean afterReport) {
    int waiting = dispatcher.waiting();
    if (waiting > 0) {
      int wanted = ask(now, spec, afterReport).start();
      start(now, spec, Math.min(wanted, waiting), SpawnReason.BACKLOG);
    }
  }

  private Advice ask(long now, PoolSpec spec, boolean afterReport) {
    view.of(now, spec, afterReport);
    Advice advice = hold.isOn() ? hold.advise(view) : algorithm.advise(view);
    alarm.by(advice.askAgainAt());
    return advice;
  }

  private void start(long now, PoolSpec spec, int wanted, SpawnReason reason) {
    if (wanted <= 0) {
      return;
    }
    int allowed = Math.min(room(now, spec), throttle.allows(now, board.count(SlotState.STARTING)));
    for (int i = Math.min(wanted, allowed); i > 0; i--) {
      children.spawn(now, reason, spec);
    }
    if (wanted > allowed) {
      askAgain(now, spec);
    }
  }

  private void askAgain(long now, PoolSpec spec) {
    if (throttle.resumeAt() > now) {
      alarm.by(throttle.resumeAt());
    } else if (board.living() < spec.max() && quota.room() == 0) {
      alarm.by(now + ASK_QUOTA_AGAIN);
    }
  }

  private int room(long now, PoolSpec spec) {
    int room = hardRoom(spec);
    if (hold.isOn()) {
      room = Math.min(room, hold.ceiling(spec.max()) - board.active());
    }
    return Math.max(0, Math.min(room, roomInMemory(now, spec)));
  }

  private int hardRoom(PoolSpec spec) {
    return Math.min(spec.max() - board.living(), quota.room());
  }

  private int roomInMemory(long now, PoolSpec spec) {
    return memory.at(now) == Pressure.NONE ? Integer.MAX_VALUE : kept(spec) - board.active();
  }

  /** What a pool has however short memory is: without a child it would serve nobody. */
  private static int kept(PoolSpec spec) {
    return Math.max(1, spec.floor());
  }

  /** Whether a child could be started if there were a need. */
  boolean canGrow(long now, PoolSpec spec) {
    return room(now, spec) > 0 && now >= throttle.resumeAt();
  }

  private void drain(long now, PoolSpec spec, int wanted, EndReason reason) {
    for (int i = wanted; i > 0 && board.leastNeeded() >= 0; i--) {
      endings.letGo(board.slot(board.leastNeeded()), now, reason, spec);
    }
  }

  /** Connections wait and nobody is idle: is that because the pool may not grow? */
  void observeSaturation(long now, PoolSpec spec) {
    if (room(now, spec) == 0) {
      saturation.seen(now, dispatcher.waiting(), bound(now, spec), out);
    }
  }

  private Bound bound(long now, PoolSpec spec) {
    if (board.living() >= spec.max()) {
      return Bound.MAX;
    }
    if (quota.room() == 0) {
      return Bound.MAX_CHILDREN;
    }
    return roomInMemory(now, spec) <= 0 ? Bound.MEMORY : Bound.HELD;
  }

  private final class View implements PoolView {
    private long now;
    private PoolSpec spec;
    private boolean afterReport;

    void of(long time, PoolSpec asked, boolean report) {
      now = time;
      spec = asked;
      afterReport = report;
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public PoolSpec spec() {
      return spec;
    }

    @Override
    public int idle() {
      return spec.concurrency() == 1 ? board.ready() : board.spares();
    }

    @Override
    public int free() {
      return board.placesWithoutOrders();
    }

    @Override
    public int ready() {
      return board.living() < spec.max() ? board.ready() : board.readyAndEmpty();
    }

    @Override
    public int starting() {
      return board.count(SlotState.STARTING);
    }

    @Override
    public int active() {
      return board.active();
    }

    @Override
    public int living() {
      return board.living();
    }

    @Override
    public int waiting() {
      return dispatcher.waiting();
    }

    @Override
    public boolean afterReport() {
      return afterReport;
    }
  }

  void note(Notes notes) {
    notes.part("memory", memory::note);
    notes.part("saturation", saturation::note);
    notes.part("hold", hold::note);
    notes.part("algorithm", algorithm::note);
  }
}
