package dev.kizuki.stream.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that stays connected. After a loss it opens a new link, see {@link Reconnecting}. The
 * receiver acknowledges each message itself, see {@link MqttSession}.
 */
public final class MqttConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

  private final MqttPort port;
  private final MqttSettings settings;
  private final MqttSubscriptions subscriptions;
  private final Receiver receiver;
  private final Reconnecting reconnecting;

  private final Object lock = new Object();
  // guarded by lock
  private @Nullable MqttSession session;
  private boolean closed;
  private boolean wasReady;
  private long lostAt;
  private List<String> shortfalls = List.of();

  /** Takes messages. The library's thread calls it: it must not block long. */
  public interface Receiver {
    /** A message arrived; the receiver acknowledges it when it is safe. */
    void arrived(Delivery delivery);

    /**
     * Called after a reconnect. The connection was down from {@code lost} to {@code back}, both by
     * {@link System#nanoTime}.
     */
    default void wasAway(long lost, long back) {
      // most receivers do not need it
    }

    /**
     * Called each time when the client becomes ready, on the connecting thread.
     *
     * @param answer the broker's limits
     * @param sessionLost whether the broker has lost the session that this client had before;
     *     messages that were published meanwhile are lost
     */
    default void ready(BrokerAnswer answer, boolean sessionLost) {
      // most receivers do not need it
    }

    /**
     * Another client connected with the same identifier, and the broker gave it the session.
     *
     * @return whether to connect again, which takes the session back
     */
    default boolean takesSessionBack() {
      return true;
    }

    /** A receiver for clients that only publish. */
    static Receiver none() {
      return Delivery::acknowledge;
    }
  }

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a password or certificate file
   *     cannot be used
   */
  public MqttConnection(
      MqttPort port, MqttSettings settings, MqttSubscriptions subscriptions, Receiver receiver) {
    settings.access().requireUsableFiles();
    this.port = port;
    this.settings = settings;
    this.subscriptions = subscriptions;
    this.receiver = receiver;
    this.reconnecting =
        new Reconnecting(
            settings.clientId(), settings.access().broker(), this::connect, System::nanoTime);
  }

  /** Begins to connect, and keeps trying until the client is closed. */
  public void start() {
    reconnecting.start();
  }

  private void connect() throws MqttFailure {
    MqttSession fresh = new MqttSession(port, settings, subscriptions, receiver, new Observer());
    synchronized (lock) {
      if (closed) {
        fresh.abandon();
        return;
      }
      session = fresh;
    }
    try {
      fresh.establish();
    } catch (MqttFailure e) {
      if (isTakeover(fresh, e) && !receiver.takesSessionBack()) {
        // the other client keeps the session
        return;
      }
      throw e;
    }
    synchronized (lock) {
      lock.notifyAll();
    }
    LOG.atInfo()
        .addKeyValue("client", settings.clientId())
        .addKeyValue("broker", settings.access().broker())
        .log("MQTT connected");
  }

  private static boolean isTakeover(MqttSession session, MqttFailure failure) {
    return session.isTakenOver()
        || failure.code().orElse(0) == ReasonCode.SESSION_TAKEN_OVER.value();
  }

  private final class Observer implements MqttSession.Observer {
    @Override
    public void connected() {
      long lost;
      synchronized (lock) {
        if (!wasReady) {
          return;
        }
        lost = lostAt;
      }
      try {
        receiver.wasAway(lost, System.nanoTime());
      } catch (RuntimeException e) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("client", settings.clientId())
            .log("an outage could not be recorded");
      }
    }

    @Override
    public void ready(BrokerAnswer answer) {
      reconnecting.connected();
      boolean sessionLost;
      synchronized (lock) {
        sessionLost = wasReady && isDurable() && !answer.sessionPresent();
        wasReady = true;
      }
      logAnswer(answer, sessionLost);
      receiver.ready(answer, sessionLost);
    }

    @Override
    public void lost(MqttSession old, String reason) {
      synchronized (lock) {
        if (closed || session != old) {
          return;
        }
        lostAt = System.nanoTime();
      }
      LOG.atWarn()
          .addKeyValue("client", settings.clientId())
          .addKeyValue("broker", settings.access().broker())
          .log("MQTT connection lost: {}", reason);
      reconnecting.execute(old::abandon);
      if (!old.isTakenOver() || receiver.takesSessionBack()) {
        reconnecting.lost();
      }
    }
  }

  private boolean isDurable() {
    return !settings.sessionExpiry().isZero();
  }

  /** Logs the shortfalls when they change, not at each connect. */
  private void logAnswer(BrokerAnswer answer, boolean sessionLost) {
    List<String> found = answer.shortfalls(settings);
    boolean isNew;
    synchronized (lock) {
      isNew = !found.equals(shortfalls);
      shortfalls = found;
    }
    if (sessionLost) {
      found = new ArrayList<>(found);
      found.add(
          "the broker lost the session of this client: messages that were published during the"
              + " outage are lost. Let the broker save its sessions (persistence)");
    } else if (!isNew) {
      found = List.of();
    }
    for (String sentence : found) {
      LOG.atWarn()
          .addKeyValue("client", settings.clientId())
          .addKeyValue("broker", settings.access().broker())
          .log(sentence);
    }
  }

  /** The number of messages that may be published before the first of them is acknowledged. */
  public int mostInFlight() {
    MqttSession current = readySession();
    return current == null ? 1 : current.mostInFlight();
  }

  private @Nullable MqttSession readySession() {
    synchronized (lock) {
      return session != null && session.isReady() ? session : null;
    }
  }

  /** Returns whether the client is connected, and subscribed to all its filters. */
  public boolean isReady() {
    return readySession() != null;
  }

  /**
   * Waits until the client is connected.
   *
   * @return whether it is connected
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      while (!isReady() && !closed) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lock.wait(left);
      }
      return isReady();
    }
  }

  /**
   * Publishes at QoS 1.
   *
   * @return completes when the broker has the message; fails if the message cannot be sent now
   *     ({@link NotSentException}), the broker refuses ({@link RefusedException}), or the
   *     connection is lost before
   */
  public CompletableFuture<Void> publish(Publication publication) {
    MqttSession current = readySession();
    return current == null
        ? CompletableFuture.failedFuture(
            new NotSentException("not connected to " + settings.access().broker(), null))
        : current.publish(publication);
  }

  /**
   * Ends the connection without a goodbye and connects again. Does nothing if it is not connected.
   *
   * @param reason one sentence for the log
   */
  public void reconnect(String reason) {
    MqttSession current = readySession();
    if (current != null) {
      current.lost(reason);
    }
  }

  /**
   * Ends subscriptions. What the broker has begun to deliver still arrives.
   *
   * @throws MqttFailure if the client is not connected, or the broker refuses
   */
  public void unsubscribe(List<String> filters) throws MqttFailure {
    MqttSession current = readySession();
    if (current == null) {
      throw new MqttFailure("not connected to " + settings.access().broker(), null);
    }
    current.unsubscribe(filters);
  }

  /**
   * Says goodbye, lets the broker delete the session, and stops.
   *
   * @return false if the client was not connected, so that the broker keeps the session
   */
  public boolean closeForGood() {
    MqttSession last = stop();
    return last != null && last.closeForGood();
  }

  /** Says goodbye to the broker and stops. */
  @Override
  public void close() {
    MqttSession last = stop();
    if (last != null) {
      last.close();
    }
  }

  private @Nullable MqttSession stop() {
    MqttSession last;
    synchronized (lock) {
      closed = true;
      last = session;
      session = null;
      lock.notifyAll();
    }
    reconnecting.close();
    return last;
  }
}
