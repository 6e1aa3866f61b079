package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.DoubleSupplier;

/** Metrics of the page for operators. */
public final class ConsoleMetrics {
  private final MeterRegistry registry;
  private final Counter dropped;
  private final Counter bytes;
  private final Counter failedLogins;

  ConsoleMetrics(MeterRegistry registry) {
    this.registry = registry;
    dropped =
        Counter.builder("kizuki.console.viewers.dropped")
            .description("Open pages that were disconnected because they read too slowly")
            .register(registry);
    bytes =
        Counter.builder("kizuki.console.events.sent")
            .baseUnit("bytes")
            .description("Bytes of events that were sent to open pages")
            .register(registry);
    failedLogins =
        Counter.builder("kizuki.console.logins.failed")
            .description("Log-ins with a token that is not known")
            .register(registry);
    requests(200);
  }

  /** Registers the gauge of open pages. */
  public void bindViewers(DoubleSupplier viewers) {
    Gauges.number(
        registry,
        "kizuki.console.viewers",
        Tags.empty(),
        viewers,
        "Open pages that receive events");
  }

  private Counter requests(int status) {
    return Counter.builder("kizuki.console.requests")
        .tag("status", Integer.toString(status))
        .description("Answers to requests for the API of the page, by HTTP status")
        .register(registry);
  }

  /**
   * Records an answer.
   *
   * @param status the HTTP status
   */
  public void answered(int status) {
    requests(status).increment();
  }

  /** Records a page that was disconnected because it reads too slowly. */
  public void dropped() {
    dropped.increment();
  }

  /** Records bytes that were sent to an open page. */
  public void sentBytes(long count) {
    bytes.increment((double) count);
  }

  /** Records a log-in with a token that is not known. */
  public void failedLogin() {
    failedLogins.increment();
  }
}
