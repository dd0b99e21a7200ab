import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  base: './',
  // As docs/frameworks.md says.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: tag => tag === 'sondeo-survey' } } })],
  esbuild: { jsx: 'automatic' },
  // React's strict mode runs effects twice in development only: that is what is shown here.
  mode: 'development',
  define: { 'process.env.NODE_ENV': '"development"' },
  build: { rollupOptions: { input: ['react.html', 'vue.html'] }, emptyOutDir: true, chunkSizeWarningLimit: 4000 },
})
