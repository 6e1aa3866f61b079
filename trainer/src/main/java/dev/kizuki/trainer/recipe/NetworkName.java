package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The networks by their names on the command line. */
public enum NetworkName {
  MLP(Network.MLP),
  CONV(Network.CONV),
  PATCH(Network.PATCH),
  /** The fully convolutional network for photographs, which has a recipe of its own. */
  PHOTO(null);

  private final @Nullable Network network;

  NetworkName(@Nullable Network network) {
    this.network = network;
  }

  /** The network, if it has a {@link Recipe}. */
  public Optional<Network> network() {
    return Optional.ofNullable(network);
  }

  /** The default network for images of this shape. */
  public static NetworkName defaultFor(Preprocessing input) {
    return Network.defaultFor(input) == Network.PATCH ? PHOTO : CONV;
  }
}
