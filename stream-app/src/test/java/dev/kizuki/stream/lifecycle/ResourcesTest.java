package dev.kizuki.stream.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private final Resources resources = new Resources();
  private final List<String> closed = new ArrayList<>();

  private AutoCloseable named(String name) {
    return () -> closed.add(name);
  }

  @Test
  void closesTheLastOneFirst() {
    resources.add(named("models"));
    resources.add(named("streams"));
    resources.add(named("bridge"));
    resources.close();
    assertThat(closed).containsExactly("bridge", "streams", "models");
  }

  @Test
  void returnsTheResourceThatItWasGiven() {
    AutoCloseable resource = named("models");
    assertThat(resources.add(resource)).isSameAs(resource);
  }

  @Test
  void anExceptionDoesNotStopTheRest() {
    resources.add(named("models"));
    resources.add(
        () -> {
          throw new IOException("no answer");
        });
    resources.add(named("bridge"));
    resources.close();
    assertThat(closed).containsExactly("bridge", "models");
  }

  @Test
  void anErrorDoesNotStopTheRest() {
    resources.add(named("models"));
    resources.add(
        () -> {
          throw new NoClassDefFoundError("kafka");
        });
    resources.close();
    assertThat(closed).containsExactly("models");
  }

  @Test
  void closesEachResourceOnce() {
    resources.add(named("models"));
    resources.close();
    resources.close();
    assertThat(closed).containsExactly("models");
  }

  @Test
  void aResourceThatIsAddedAfterCloseIsClosedByTheNextClose() {
    resources.add(named("models"));
    resources.close();
    resources.add(named("late"));
    resources.close();
    assertThat(closed).containsExactly("models", "late");
  }

  @Test
  void nothingToCloseIsNoFailure() {
    resources.close();
    assertThat(closed).isEmpty();
  }
}
