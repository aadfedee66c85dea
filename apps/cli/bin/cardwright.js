#!/usr/bin/env node
// Committed and executable, so that npm can link it before anything is built.
import '../dist/main.js';
