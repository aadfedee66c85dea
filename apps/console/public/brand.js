// Whose console this is. The gateway answers this address by itself where a name, a colour or a logo is configured (BRAND_* in docs/configuration.md).
