# One image for every service; the command names the process. Built code and production dependencies only, no root, no shell needed.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs ./libs
COPY apps ./apps
COPY tools ./tools
# The console shows them.
COPY docs/manuals ./docs/manuals
COPY tsconfig.json tsconfig.base.json ./
RUN npm ci --no-audit --no-fund \
 && npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 && find libs apps -name '*.ts' -not -path '*/node_modules/*' -not -name '*.d.ts' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app /app
# Secrets are mounted readable for this id (docs/configuration.md).
USER 10001:10001
STOPSIGNAL SIGTERM
CMD ["node", "apps/gateway/dist/main.js"]
