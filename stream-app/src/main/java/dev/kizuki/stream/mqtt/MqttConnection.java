package dev.kizuki.stream.mqtt;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionAttemptedEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT 5 client that is kept connected: after a loss a fresh client is built and connected,
 * with a delay that grows from 0.2 s to 30 s and a jitter. Messages are acknowledged by hand, and
 * only on the connection that delivered them: after a reconnect the broker may give an old packet
 * id to a new message.
 */
public final class MqttConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final long CONNECT_TIMEOUT_MS = 15_000;
  private static final int QOS = 1;
  private static final int MOST_IN_FLIGHT = 100;

  /** A connection that is lost sooner than this is not built again at once. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

  /** MQTT 5, section 2.4: reason codes from here on are refusals. */
  private static final int FIRST_REFUSAL = 0x80;

  private static final int SESSION_TAKEN_OVER = 0x8e;

  /** MQTT 5, section 3.8.3.1: no retained messages for a subscription that stood before. */
  private static final int RETAINED_ONLY_IF_NEW = 1;

  private final MqttSettings settings;
  private final String subscription;
  private final Receiver receiver;
  private final ScheduledExecutorService executor;
  private final FailsafeExecutor<Object> retrying;
  private final Object lock = new Object();

  // guarded by lock
  private @Nullable MqttAsyncClient client;
  private long epoch;
  private boolean ready;
  private boolean closed;
  private long connectedAt;
  private long lostAt;
  private boolean wasReady;
  private int shortLives;

  private volatile int mostInFlight = 1;

  /** Takes what arrives. Called by Paho's thread, which must not be held up for long. */
  public interface Receiver {
    /** A message, to be acknowledged when it is safe. */
    void arrived(Arrival arrival);

    /** It is connected again; between these, by {@link System#nanoTime}, it was not. */
    default void wasAway(long lost, long back) {
      // most do not mind
    }

    /** A receiver for clients that only publish. */
    static Receiver none() {
      return Arrival::acknowledge;
    }
  }

  /**
   * A message that is not acknowledged yet.
   *
   * @param epoch the number of the connection that delivered it
   */
  public record Arrival(MqttConnection connection, String topic, MqttMessage message, long epoch) {
    /** Tells the broker to forget it; if its connection is gone, the broker delivers it again. */
    public void acknowledge() {
      connection.acknowledge(message, epoch);
    }

    /** Whether the connection that delivered it still stands. */
    public boolean isCurrent() {
      return connection.isCurrent(epoch);
    }

    /** Gives up the connection, so that the broker delivers all again that is not acknowledged. */
    public void redeliver(String reason) {
      connection.reset(epoch, reason);
    }
  }

  /**
   * @param subscription a topic filter; empty to only publish
   */
  public MqttConnection(MqttSettings settings, String subscription, Receiver receiver) {
    this.settings = settings;
    this.subscription = subscription;
    this.receiver = receiver;
    // a password file that is missing stops the start
    settings.options();
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "mqtt-connect-" + settings.clientId());
              thread.setDaemon(true);
              return thread;
            });
    this.retrying =
        Failsafe.with(
                RetryPolicy.builder()
                    .withBackoff(FIRST_DELAY, LONGEST_DELAY)
                    .withJitter(0.3)
                    .withMaxRetries(-1)
                    .abortIf(any -> isClosed())
                    .onFailedAttempt(this::logFailure)
                    .build())
            .with(executor);
  }

  /** Begins to connect, and goes on until it is closed. */
  public void start() {
    reconnect();
  }

  private void reconnect() {
    CompletableFuture<Void> done = retrying.runAsync(this::connect);
    done.exceptionally(
        e -> {
          if (!isClosed()) {
            LOG.atError()
                .setCause(e)
                .addKeyValue("client", settings.clientId())
                .log("MQTT client gave up");
          }
          return null;
        });
  }

  private void logFailure(ExecutionAttemptedEvent<Object> attempt) {
    LOG.atWarn()
        .addKeyValue("client", settings.clientId())
        .addKeyValue("broker", settings.access().broker())
        .addKeyValue("attempt", attempt.getAttemptCount())
        .log("MQTT connection failed: {}", String.valueOf(attempt.getLastException()));
  }

  private void connect() throws MqttException {
    if (isClosed()) {
      return;
    }
    MqttAsyncClient fresh =
        new MqttAsyncClient(
            PayloadNetwork.address(settings.access().broker()),
            settings.clientId(),
            new MemoryPersistence());
    Payloads payloads = new Payloads();
    long mine = install(fresh);
    try {
      fresh.setManualAcks(true);
      fresh.setCallback(new Callbacks(fresh, mine, payloads));
      IMqttToken connected = fresh.connect(settings.options(payloads));
      connected.waitForCompletion(CONNECT_TIMEOUT_MS);
      mostInFlight = mostInFlight(connected);
      if (!subscription.isEmpty()) {
        subscribe(fresh);
      }
      markReady(fresh, mine);
    } catch (MqttException | RuntimeException e) {
      discard(fresh);
      if (isCurrent(mine)) {
        throw e;
      }
      // it was given up meanwhile, and another attempt is under way
      return;
    }
    LOG.atInfo()
        .addKeyValue("client", settings.clientId())
        .addKeyValue("broker", settings.access().broker())
        .log("MQTT connected");
  }

  /** MQTT 5, section 3.2.2.3.3: what the broker takes without an acknowledgement. */
  private static int mostInFlight(IMqttToken connected) {
    MqttProperties properties = connected.getResponseProperties();
    Integer told = properties == null ? null : properties.getReceiveMaximum();
    return told == null ? MOST_IN_FLIGHT : Math.max(1, Math.min(MOST_IN_FLIGHT, told));
  }

  /** How many messages may be published before the first is acknowledged. */
  int mostInFlight() {
    return mostInFlight;
  }

  /** Paho keeps a refusal in the token and goes on. */
  private void subscribe(MqttAsyncClient fresh) throws MqttException {
    MqttSubscription wanted = new MqttSubscription(subscription, QOS);
    wanted.setRetainHandling(RETAINED_ONLY_IF_NEW);
    IMqttToken token = fresh.subscribe(wanted);
    token.waitForCompletion(CONNECT_TIMEOUT_MS);
    refusal(token)
        .ifPresent(
            code -> {
              throw new IllegalStateException(
                  "the broker refused the subscription to '%s' (code 0x%02x): allow it to the user"
                          .formatted(subscription, code)
                      + " of mqtt.username");
            });
  }

  private static OptionalInt refusal(@Nullable IMqttToken token) {
    int[] codes = token == null ? null : token.getReasonCodes();
    return codes == null
        ? OptionalInt.empty()
        : Arrays.stream(codes).filter(code -> code >= FIRST_REFUSAL).findFirst();
  }

  boolean isCurrent(long mine) {
    synchronized (lock) {
      return mine == epoch;
    }
  }

  private long install(MqttAsyncClient fresh) {
    synchronized (lock) {
      client = fresh;
      ready = false;
      return ++epoch;
    }
  }

  private void markReady(MqttAsyncClient fresh, long mine) {
    synchronized (lock) {
      if (mine != epoch) {
        return;
      }
      if (!fresh.isConnected()) {
        // lost before anybody would have noticed
        throw new IllegalStateException("the connection was lost while it was being set up");
      }
      ready = true;
      connectedAt = System.nanoTime();
      if (wasReady) {
        receiver.wasAway(lostAt, connectedAt);
      }
      wasReady = true;
      lock.notifyAll();
    }
  }

  /** After a loss: at once, or, if connections keep being short, after a growing delay. */
  private void reconnectLater() {
    long delayMs;
    synchronized (lock) {
      boolean lived = System.nanoTime() - connectedAt > SHORT_LIFE.toNanos();
      shortLives = lived ? 0 : Math.min(shortLives + 1, 8);
      delayMs = shortLives <= 1 ? 0 : FIRST_DELAY.toMillis() << (shortLives - 2);
    }
    try {
      var unused = executor.schedule(this::reconnect, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed, so not connected again", e);
    }
  }

  private void discard(MqttAsyncClient old) {
    try {
      old.disconnectForcibly(0, 1_000, false);
    } catch (MqttException | NullPointerException e) {
      // the latter from Paho, where it never came so far as to connect
      LOG.debug("an MQTT client that is given up could not disconnect", e);
    }
    try {
      old.close(true);
    } catch (MqttException | NullPointerException e) {
      LOG.debug("an MQTT client that is given up could not be closed", e);
    }
  }

  /** Whether it is connected, and subscribed if it is to be. */
  public boolean isReady() {
    synchronized (lock) {
      return ready;
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /**
   * Waits until it is connected.
   *
   * @return whether it is
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      while (!ready && !closed) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lock.wait(left);
      }
      return ready;
    }
  }

  private void acknowledge(MqttMessage message, long messageEpoch) {
    if (message.getQos() == 0) {
      // it has no packet id; Paho would acknowledge somebody else's
      return;
    }
    synchronized (lock) {
      MqttAsyncClient current = client;
      if (messageEpoch != epoch || current == null) {
        return;
      }
      try {
        current.messageArrivedComplete(message.getId(), QOS);
      } catch (MqttException e) {
        LOG.atDebug().setCause(e).log("not acknowledged, so it will be delivered again");
      }
    }
  }

  private void reset(long brokenEpoch, String reason) {
    MqttAsyncClient old;
    synchronized (lock) {
      if (brokenEpoch != epoch || closed || client == null) {
        return;
      }
      old = client;
      lost();
    }
    LOG.atWarn()
        .addKeyValue("client", settings.clientId())
        .log("MQTT connection reset: {}", reason);
    discardLater(old);
    reconnectLater();
  }

  /** Guarded by {@link #lock}. */
  private void lost() {
    if (ready) {
      lostAt = System.nanoTime();
    }
    client = null;
    ready = false;
    epoch++;
  }

  private void discardLater(MqttAsyncClient old) {
    try {
      executor.execute(() -> discard(old));
    } catch (RejectedExecutionException e) {
      LOG.debug("closed, so the old client is left to itself", e);
    }
  }

  /**
   * Publishes at QoS 1.
   *
   * @return completes when the broker has the message; fails if the connection is lost before
   */
  public CompletableFuture<Void> publish(
      String topic, byte[] payload, @Nullable MqttProperties properties) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    MqttAsyncClient current;
    synchronized (lock) {
      current = ready ? client : null;
    }
    if (current == null) {
      done.completeExceptionally(
          new IllegalStateException("not connected to " + settings.access().broker()));
      return done;
    }
    MqttMessage message = new MqttMessage(payload, QOS, false, properties);
    try {
      current.publish(topic, message, null, new Completion(topic, done));
    } catch (MqttException | IllegalArgumentException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @Override
  public void close() {
    MqttAsyncClient old;
    synchronized (lock) {
      closed = true;
      ready = false;
      old = client;
      client = null;
      epoch++;
      lock.notifyAll();
    }
    executor.shutdownNow();
    if (old != null) {
      try {
        old.disconnect(1_000).waitForCompletion(2_000);
        old.close();
      } catch (MqttException | NullPointerException e) {
        discard(old);
      }
    }
  }

  private record Completion(String topic, CompletableFuture<Void> done)
      implements MqttActionListener {
    @Override
    public void onSuccess(@Nullable IMqttToken token) {
      OptionalInt refusal = refusal(token);
      if (refusal.isPresent()) {
        done.completeExceptionally(new RefusedException(topic, refusal.getAsInt()));
      } else {
        done.complete(null);
      }
    }

    @Override
    public void onFailure(@Nullable IMqttToken token, @Nullable Throwable e) {
      done.completeExceptionally(e == null ? new IllegalStateException("not published") : e);
    }
  }

  /** What Paho tells about one connection. */
  private final class Callbacks implements MqttCallback {
    private final MqttAsyncClient owner;
    private final long mine;
    private final Payloads payloads;

    Callbacks(MqttAsyncClient owner, long mine, Payloads payloads) {
      this.owner = owner;
      this.mine = mine;
      this.payloads = payloads;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      try {
        message.setPayload(payloads.collect(message.getPayload()));
        receiver.arrived(new Arrival(MqttConnection.this, topic, message, mine));
      } catch (RuntimeException e) {
        // out of here, it would drop the connection without a word
        LOG.atError().setCause(e).addKeyValue("topic", topic).log("a message could not be taken");
        reset(mine, e.toString());
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      synchronized (lock) {
        if (mine != epoch || closed || !ready) {
          return;
        }
        lost();
      }
      LOG.atWarn()
          .addKeyValue("client", settings.clientId())
          .addKeyValue("code", response.getReturnCode())
          .log(
              "MQTT connection lost: {}",
              response.getReturnCode() == SESSION_TAKEN_OVER
                  ? "another client connected with the same mqtt.clientId; give each its own"
                  : String.valueOf(response.getException()));
      discardLater(owner);
      reconnectLater();
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      LOG.atWarn().setCause(e).addKeyValue("client", settings.clientId()).log("MQTT error");
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // publishing has listeners of its own
    }

    @Override
    public void connectComplete(boolean reconnect, String uri) {
      // subscribing here would deadlock; connect() does it
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // no extended authentication
    }
  }
}
