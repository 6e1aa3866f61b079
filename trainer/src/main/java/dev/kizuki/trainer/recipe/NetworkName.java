package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.NormalImages;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The networks by their names on the command line. */
public enum NetworkName {
  MLP(Network.MLP),
  CONV(Network.CONV),
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

  /**
   * Returns the network with a name of the command line, in upper or lower case.
   *
   * @throws IllegalArgumentException if no network has this name
   */
  public static NetworkName of(String text) {
    if (text.equalsIgnoreCase("patch")) {
      throw new IllegalArgumentException(
          "the network 'patch' was removed: use --network photo, which is better and smaller."
              + " Models of 'patch' are still served");
    }
    return Arrays.stream(values())
        .filter(name -> name.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no network '%s', only mlp, conv and photo".formatted(text)));
  }

  /** The default network for images of this shape. */
  public static NetworkName defaultFor(Preprocessing input) {
    return NormalImages.ShapeRequest.isPhotograph(input.width(), input.height()) ? PHOTO : CONV;
  }
}
