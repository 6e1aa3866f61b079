package dev.kizuki.stream.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT broker in memory, for one client with a persistent session at QoS 1. It keeps messages
 * until they are acknowledged, delivers them again on the next link, and gives packet identifiers
 * from 1 on each link anew. Everything happens on the calling thread.
 */
public final class MemoryBroker implements MqttPort {
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<String> acknowledged = new ArrayList<>();
  private final List<Publication> published = new ArrayList<>();
  private final List<String> subscriptions = new ArrayList<>();
  private final List<String> unsubscriptions = new ArrayList<>();
  private int sessionsEnded;
  private final List<Duration> sessionExpiries = new ArrayList<>();
  private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();
  private @Nullable Link current;
  private int links;
  private int failingConnects;
  private OptionalInt refusedSubscription = OptionalInt.empty();
  private Predicate<String> refusedFilters = any -> true;
  private boolean keepsSession = true;
  private UnaryOperator<BrokerAnswer> limits = UnaryOperator.identity();
  private int grantedQos = 1;
  private Function<Publication, Answer> answer = any -> Answer.taken();

  /** What the broker does with a publication. */
  public record Answer(boolean now, boolean ends, @Nullable RuntimeException failure) {
    /** The broker acknowledges at once. */
    public static Answer taken() {
      return new Answer(true, false, null);
    }

    /** The broker ends the connection. All publications without an answer fail. */
    public static Answer disconnects() {
      return new Answer(false, true, null);
    }

    /** The broker answers when the test calls {@link #answerAll}. */
    public static Answer later() {
      return new Answer(false, false, null);
    }

    /** The broker refuses. */
    public static Answer refused(String topic, int code) {
      return new Answer(true, false, new RefusedException(topic, code));
    }

    /** The publication fails, for example because the connection is lost. */
    public static Answer failed(RuntimeException failure) {
      return new Answer(true, false, failure);
    }
  }

  /** A message that the client has not acknowledged. */
  private record Waiting(Publication publication, int qos, String defect) {
    String text() {
      return new String(publication.payload(), UTF_8);
    }
  }

  @Override
  public synchronized MqttLink open(MqttSettings settings, MqttLink.Listener listener) {
    links++;
    sessionExpiries.add(settings.sessionExpiry());
    return new Link(settings, listener);
  }

  /** Publishes a message at QoS 1 to the client. */
  public void deliver(String topic, byte[] payload) {
    deliver(topic, payload, null, Map.of());
  }

  /** Publishes a message at QoS 1 to the client. */
  public void deliver(
      String topic,
      byte[] payload,
      @Nullable String contentType,
      Map<String, String> userProperties) {
    deliver(new Waiting(new Publication(topic, payload, contentType, userProperties), 1, ""));
  }

  /** Publishes a message at QoS 1 that breaks MQTT 5. */
  public void deliverDefective(String topic, byte[] payload, String defect) {
    deliver(new Waiting(new Publication(topic, payload, null, Map.of()), 1, defect));
  }

  /** Publishes a message at QoS 0: it is lost while the client is away. */
  public void deliverAtMostOnce(String topic, byte[] payload) {
    deliver(new Waiting(new Publication(topic, payload, null, Map.of()), 0, ""));
  }

  private void deliver(Waiting message) {
    Link link;
    synchronized (this) {
      link = current;
      if (message.qos == 1) {
        waiting.add(message);
      }
    }
    if (link != null) {
      link.deliver(message);
    }
  }

  /** Breaks the connection. */
  public void breakConnection(String reason) {
    Link link;
    synchronized (this) {
      link = current;
      current = null;
    }
    if (link != null) {
      link.listener.lost(reason);
    }
    takeUnanswered()
        .forEach(done -> done.completeExceptionally(new IllegalStateException("connection lost")));
  }

  /** The next connects fail. */
  public synchronized void failConnects(int count) {
    failingConnects = count;
  }

  /** Refuses subscriptions with a reason code. */
  public synchronized void refuseSubscriptions(int code) {
    refuseSubscriptions(code, any -> true);
  }

  /** Refuses some subscriptions with a reason code. */
  public synchronized void refuseSubscriptions(int code, Predicate<String> filters) {
    refusedSubscription = OptionalInt.of(code);
    refusedFilters = filters;
  }

  /** Loses the session: the broker says so at each further connect. */
  public synchronized void loseSession() {
    keepsSession = false;
    waiting.clear();
  }

  /** Sets the limits in the answer to each further connect. */
  public synchronized void limit(UnaryOperator<BrokerAnswer> limits) {
    this.limits = limits;
  }

  /** Grants a lower quality of service to each further subscription. */
  public synchronized void grant(int qos) {
    grantedQos = qos;
  }

  /** Sets what the broker does with each publication. */
  public synchronized void answerWith(Function<Publication, Answer> answer) {
    this.answer = answer;
  }

  /** Acknowledges all publications that were to be answered later. */
  public void answerAll() {
    takeUnanswered().forEach(done -> done.complete(null));
  }

  private synchronized List<CompletableFuture<Void>> takeUnanswered() {
    List<CompletableFuture<Void>> all = List.copyOf(unanswered);
    unanswered.clear();
    return all;
  }

  /** The payloads that the client acknowledged, as text, in the order of its acknowledgements. */
  public synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** The payloads that are not acknowledged, as text, in the order in which they were sent. */
  public synchronized List<String> unacknowledged() {
    return waiting.stream().map(Waiting::text).toList();
  }

  /** What the client published. */
  public synchronized List<Publication> published() {
    return List.copyOf(published);
  }

  /** The filters that the client subscribed to, one for each link. */
  public synchronized List<String> subscriptions() {
    return List.copyOf(subscriptions);
  }

  /** The filters whose subscriptions the client ended. */
  public synchronized List<String> unsubscriptions() {
    return List.copyOf(unsubscriptions);
  }

  /** How often the client let the broker delete the session. */
  public synchronized int sessionsEnded() {
    return sessionsEnded;
  }

  /** Gives the session to another client, as a broker does with its reason code 0x8e. */
  public void takeOver() {
    Link link;
    synchronized (this) {
      link = current;
      current = null;
    }
    if (link != null) {
      link.listener.takenOver("session taken over (0x8e)");
    }
  }

  /** The session expiry that the client asked for, one for each link. */
  public synchronized List<Duration> sessionExpiries() {
    return List.copyOf(sessionExpiries);
  }

  /** How many links the client opened. */
  public synchronized int links() {
    return links;
  }

  /** Whether a client is connected. */
  public synchronized boolean isConnected() {
    return current != null;
  }

  private final class Link implements MqttLink {
    private final MqttSettings settings;
    private final Listener listener;
    private final Map<Integer, Waiting> inFlight = new LinkedHashMap<>();
    private int lastPacketId;

    Link(MqttSettings settings, Listener listener) {
      this.settings = settings;
      this.listener = listener;
    }

    private void deliver(Waiting message) {
      int packetId = 0;
      synchronized (MemoryBroker.this) {
        if (current != this) {
          return;
        }
        if (message.qos == 1) {
          packetId = ++lastPacketId;
          inFlight.put(packetId, message);
        }
      }
      listener.arrived(new MqttMessage(message.publication, message.qos, packetId, message.defect));
    }

    @Override
    public BrokerAnswer connect() throws MqttFailure {
      synchronized (MemoryBroker.this) {
        if (failingConnects > 0) {
          failingConnects--;
          throw new MqttFailure("connection refused", null);
        }
        current = this;
        boolean sessionPresent = links > 1 && keepsSession;
        return limits.apply(BrokerAnswer.unlimited(settings, sessionPresent));
      }
    }

    @Override
    public int subscribe(String filter) throws MqttFailure {
      List<Waiting> again;
      synchronized (MemoryBroker.this) {
        if (refusedSubscription.isPresent() && refusedFilters.test(filter)) {
          throw new MqttFailure("the subscription is refused", refusedSubscription.getAsInt());
        }
        subscriptions.add(filter);
        // a link may subscribe several times, and gets each message once
        again = waiting.stream().filter(message -> !inFlight.containsValue(message)).toList();
      }
      again.forEach(this::deliver);
      synchronized (MemoryBroker.this) {
        return grantedQos;
      }
    }

    @Override
    public void unsubscribe(String filter) {
      synchronized (MemoryBroker.this) {
        unsubscriptions.add(filter);
      }
    }

    @Override
    public void closeForGood() {
      synchronized (MemoryBroker.this) {
        sessionsEnded++;
      }
      abandon();
    }

    @Override
    public CompletableFuture<Void> publish(Publication publication) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      Answer given;
      synchronized (MemoryBroker.this) {
        published.add(publication);
        given = answer.apply(publication);
        if (!given.now()) {
          unanswered.add(done);
        }
      }
      if (given.ends()) {
        breakConnection("the broker ended the connection");
      }
      if (!given.now()) {
        return done;
      }
      if (given.failure() == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(given.failure());
      }
      return done;
    }

    @Override
    public void acknowledge(MqttMessage message) {
      synchronized (MemoryBroker.this) {
        Waiting known = current == this ? inFlight.remove(message.packetId()) : null;
        if (known != null) {
          waiting.remove(known);
          acknowledged.add(known.text());
        }
      }
    }

    @Override
    public int mostInFlight() {
      return 100;
    }

    @Override
    public boolean isConnected() {
      synchronized (MemoryBroker.this) {
        return current == this;
      }
    }

    @Override
    public void close() {
      abandon();
    }

    @Override
    public void abandon() {
      synchronized (MemoryBroker.this) {
        if (current == this) {
          current = null;
        }
      }
    }
  }
}
