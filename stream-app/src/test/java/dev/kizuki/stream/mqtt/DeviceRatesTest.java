package dev.kizuki.stream.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeviceRatesTest {
  private final AtomicLong now = new AtomicLong();
  private final Outages outages = new Outages();

  private int allowed(DeviceRates rates, String device, int images) {
    int allowed = 0;
    for (int i = 0; i < images; i++) {
      allowed += rates.allows(device) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void aBurstPassesAndAFloodDoesNot() {
    DeviceRates rates = new DeviceRates(10, now::get, outages::seconds);
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(50);
    // its neighbour is not touched
    assertThat(allowed(rates, "quiet", 20)).isEqualTo(20);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(20);
    now.addAndGet(TimeUnit.HOURS.toNanos(2));
    assertThat(allowed(rates, "flooding", 1000)).isEqualTo(50);
  }

  @Test
  void aSlowRateLetsOneThrough() {
    DeviceRates rates = new DeviceRates(0.1, now::get, outages::seconds);
    assertThat(allowed(rates, "d", 5)).isEqualTo(1);
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThat(allowed(rates, "d", 5)).isEqualTo(1);
  }

  @Test
  void withoutALimitAllPass() {
    assertThat(allowed(new DeviceRates(0, now::get, outages::seconds), "d", 10_000))
        .isEqualTo(10_000);
  }

  @Test
  void afterAnOutageADeviceMayCatchUpOnce() {
    DeviceRates rates = new DeviceRates(10, now::get, outages::seconds);
    assertThat(allowed(rates, "d", 1000)).isEqualTo(50);
    long before = now.get();
    // before the start an hour is assumed
    outages.arrived(1, before, before);
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(36_000);
    // another connection
    now.addAndGet(TimeUnit.MINUTES.toNanos(10));
    outages.arrived(2, now.get(), now.get());
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(6_000 + 50);
    // no room, as Kafka is away
    long came = now.get();
    now.addAndGet(TimeUnit.MINUTES.toNanos(1));
    outages.arrived(2, came, now.get());
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(600 + 50);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    outages.arrived(2, now.get(), now.get());
    assertThat(allowed(rates, "d", 50_000)).isEqualTo(10);
  }
}
