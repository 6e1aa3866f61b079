package dev.kizuki.embedded.faults;

import dev.kizuki.embedded.servers.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.core.throttle.ThrottlerFactory;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** A network link on the loopback interface that can be delayed, cut, or made to drop all data. */
final class Link implements Part {
  /** The shortest time after which Linux retransmits a lost packet. */
  private static final Duration RETRANSMISSION = Duration.ofMillis(200);

  private final NioReactor reactor;
  private final TcpCrusher crusher;
  private final int port = FreePorts.next();
  private volatile Duration delay = Duration.ZERO;
  private volatile double loss;

  /**
   * Opens a link.
   *
   * @param to the port that it connects to
   */
  Link(int to) throws IOException {
    reactor = new NioReactor(1);
    ThrottlerFactory throttlers = address -> buffer -> delayNanos();
    crusher =
        TcpCrusherBuilder.builder()
            .withReactor(reactor)
            .withBindAddress("127.0.0.1", port)
            .withConnectAddress("127.0.0.1", to)
            .withTcpNoDelay(true)
            .withIncomingThrottlerFactory(throttlers)
            .withOutgoingThrottlerFactory(throttlers)
            .buildAndOpen();
  }

  /** Returns the port that it listens at. */
  int port() {
    return port;
  }

  /** Delays all data, in both directions. */
  void delay(Duration delay) {
    this.delay = delay;
  }

  /**
   * Delays a share of the data by the time of a TCP retransmission, with all data behind it.
   *
   * @param share the share, in [0, 1]
   */
  void lose(double share) {
    loss = share;
  }

  /** Ends delays and losses. */
  void restore() {
    delay = Duration.ZERO;
    loss = 0;
  }

  private long delayNanos() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Duration retransmission =
        random.nextDouble() < loss
            ? RETRANSMISSION.plusMillis(random.nextLong(RETRANSMISSION.toMillis()))
            : Duration.ZERO;
    return delay.plus(retransmission).toNanos();
  }

  /** Closes all connections; new ones are possible. */
  void reset() {
    crusher.closeAllPairs();
  }

  /** Drops all data of the present connections without closing them; new ones are possible. */
  void swallow() {
    crusher.freezeAllPairs();
  }

  /** Closes all connections and refuses new ones. */
  void refuse() {
    crusher.close();
  }

  /** Accepts connections again after {@link #refuse()}. */
  void accept() {
    crusher.open();
  }

  @Override
  public void close() {
    if (crusher.isOpen()) {
      crusher.close();
    }
    reactor.close();
  }
}
