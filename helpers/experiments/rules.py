"""What in the rule of the sensors helps, and is there anything left for a gate behind it?

*Even sensors* divides every sensor by its spread: it turns the broken ones down, and it makes the working
ones equally loud.  Here each half stands alone; a third rule switches the broken sensors off, as a perfect
gate would; and behind the whole rule stands the gate.  By the protocol of ``replicate``.
"""

from .. import networks
from . import coming, layers


def rules_of_sensors():
    """The sensors with known digits: four rules that learn nothing, and the gate behind the first of them."""
    recipe = coming.sensors(1, ("normalised",))
    recipe.variants |= {
        "even sensors": {"network": networks.EvenSensors},
        "loud ones even": {"network": networks.LoudSensorsEven},
        "quiet ones even": {"network": networks.QuietSensorsEven},
        "loud ones off": {"network": networks.LoudSensorsOff},
        "even sensors + gate": {"network": networks.EvenSensors, "attention": layers.sensor_gate},
    }
    return recipe


RECIPES = {"sensors_rules": rules_of_sensors()}
