/** The variational autoencoder: networks, loss, training. The only package that knows DJL. */
@NullMarked
package dev.kizuki.trainer.vae;

import org.jspecify.annotations.NullMarked;
