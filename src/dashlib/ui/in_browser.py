"""Our scripts for the browser: said to Streamlit by ourselves, which else finds them only under a distribution's name."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

SCRIPTS = ("clicks", "search")


def component(name: str) -> Callable[..., object]:
    """The component whose script is `component/<name>.js`, known to the server that runs."""
    manager, full = get_bidi_component_manager(), f"dashlib.{name}"
    if manager.get_component_asset_root(full) is None:
        scripts = [ComponentConfig(script, "component") for script in SCRIPTS]
        manager.register_from_manifest(ComponentManifest("dashlib", "", scripts), Path(__file__).parent)
    return _mounted(full, f"{name}.js")


@st.cache_resource(max_entries=len(SCRIPTS))
def _mounted(full: str, script: str) -> Callable[..., object]:
    return st.components.v2.component(full, js=script, isolate_styles=False)
